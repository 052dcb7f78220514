// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { kernelVersionOf } from '../judge/release-rules';
import { isKnownTo, type Recipe, type RecipeCall } from '../plan/recipe';
import { type LiveCase, liveCase } from './live-case';
import { RESTARTS } from './restarts';
import { GUEST_BASE, GUEST_PAGES, STATES, type State } from './states';
import { advise, HUGE, map, read, write } from './states/building';

/** What is asked of a range: defaults, mask and requests for this many pages. */
interface Request {
  readonly name: string;
  readonly of: (pages: number) => Pick<RecipeCall, 'defaults' | 'mask' | 'requests'>;
}

function requests(defaults: string, mask: string, of: (pages: number) => string): Request['of'] {
  return (pages) => ({ defaults, mask, requests: of(pages) });
}

/** As nouveau, amdgpu and test_hmm ask, and what tells the pages of a range apart. */
const REQUESTS: readonly Request[] = [
  { name: 'snapshot', of: requests('.', '*', (pages) => `${pages}.`) },
  { name: 'read', of: requests('r', '.', (pages) => `${pages}.`) },
  { name: 'write', of: requests('w', '.', (pages) => `${pages}.`) },
  { name: 'first_read', of: requests('.', '*', (pages) => `r${pages - 1}.`) },
  { name: 'last_write', of: requests('.', '*', (pages) => `${pages - 1}.w`) },
  { name: 'write_then_read', of: requests('.', '*', (pages) => `w${pages - 1}r`) },
  { name: 'middle_read', of: requests('.', '*', (pages) => `.r${pages - 2}.`) },
  { name: 'masked', of: requests('.', 'r', (pages) => `w${pages - 2}.x`) },
  { name: 'write_alone', of: requests('.', '*', (pages) => `${pages}x`) },
  { name: 'default_joined', of: requests('r', '*', (pages) => `w${pages - 2}.x`) },
];

/** An array that was never cleared: what asks, and what the words that are put out keep of it. */
const UNCLEARED: readonly Request[] = [
  { name: 'uncleared', of: requests('.', '.', (pages) => `${pages}*`) },
  { name: 'uncleared_asks', of: requests('.', '*', (pages) => `${pages - 1}*r`) },
];
/** By the entry point of 7.3 that takes the mmap lock itself; the last one in as many jiffies. */
const UNLOCKED: readonly (Request & { readonly timeout: number })[] = [
  { name: 'unlocked_snapshot', of: requests('.', '*', (pages) => `${pages}.`), timeout: 0 },
  { name: 'unlocked_read', of: requests('r', '.', (pages) => `${pages}.`), timeout: 0 },
  { name: 'unlocked_write', of: requests('.', '*', (pages) => `w${pages - 1}r`), timeout: 1000 },
];

/** A state of each kind of memory, for what need not be asked of all of them. */
const ONE_OF_EACH: ReadonlySet<string> = new Set([
  ...['anon_untouched', 'anon_empty_table', 'anon_mixed', 'anon_swapped', 'anon_hwpoison'],
  ...['anon_numa', 'anon_read_huge', 'anon_write_huge_border', 'gap_between', 'pfnmap'],
  ...['hugetlb_border', 'file_read', 'mixedmap_special', 'anon_marker_wp', 'anon_marker_guard'],
  ...['private_own_some', 'private_other_some', 'private_own_huge', 'private_other_huge'],
  'exclusive_some',
]);

/** The systematic cases: every state, asked for in every way. */
export function namedCases(): readonly LiveCase[] {
  const systematic = STATES.flatMap((state) =>
    REQUESTS.map((request) => liveCase(recipeOf(state, request))),
  );
  const kinds = STATES.filter(({ name }) => ONE_OF_EACH.has(name)).flatMap((state) => [
    ...UNCLEARED.map((request) => liveCase(recipeOf(state, request))),
    ...UNLOCKED.map((request) => liveCase(recipeOf(state, request, request.timeout))),
  ]);
  return [...systematic, ...SPECIAL.map((one) => liveCase(one)), ...kinds, ...RESTARTS];
}

/** The systematic cases that a kernel of a series can be asked to bring about. */
export function namedCasesFor(series: string): readonly LiveCase[] {
  const kernel = kernelVersionOf(series);
  return namedCases().filter(({ recipe }) => isKnownTo(recipe, kernel));
}

function recipeOf(
  { name, steps, first = 0, pages = GUEST_PAGES, meanwhile = [], owner }: State,
  request: Request,
  unlocked?: number,
): Recipe {
  const start = GUEST_BASE + first * PAGE_SIZE;
  const call = {
    start,
    end: start + pages * PAGE_SIZE,
    ...request.of(pages),
    ...(owner === undefined ? {} : { owner }),
    ...(unlocked === undefined ? {} : { unlocked }),
  };
  return { name: `${name}.${request.name}`, before: steps, meanwhile, call };
}

const ANON: Recipe['before'] = [map(8)];
const HUGETLB: Recipe['before'] = [map(HUGE, 'hugetlb'), write(0, 1)];
const HUGETLB_HINTING: Recipe['before'] = [
  ...HUGETLB,
  { do: 'numa', at: GUEST_BASE, pages: HUGE, hugetlb: true },
];
const HUGETLB_HWPOISON: Recipe['before'] = [...HUGETLB, advise('hwpoison', 0, HUGE)];

const call = (pages: number, defaults: string, walks?: number): RecipeCall => ({
  start: GUEST_BASE,
  end: GUEST_BASE + pages * PAGE_SIZE,
  defaults,
  mask: '*',
  requests: `${pages}.`,
  ...(walks === undefined ? {} : { walks }),
});

/** Cases that are no combination. */
const SPECIAL: readonly Recipe[] = [
  {
    name: 'range_empty',
    before: ANON,
    meanwhile: [],
    call: { ...call(0, 'r'), requests: '' },
  },
  {
    name: 'range_reversed',
    before: ANON,
    meanwhile: [],
    call: {
      start: GUEST_BASE + 2 * PAGE_SIZE,
      end: GUEST_BASE,
      defaults: '.',
      mask: '*',
      requests: '',
    },
  },
  { name: 'stale_in_walk_1', before: ANON, meanwhile: [], call: call(4, 'r', 1) },
  { name: 'stale_in_walk_2', before: ANON, meanwhile: [], call: call(4, 'r', 2) },
  {
    name: 'empty_table.read_then_write',
    before: [map(8), read(0, 1), advise('dontneed', 0, 1)],
    meanwhile: [],
    call: { ...call(4, '.'), requests: 'r3w' },
  },
  // The call that starts again itself does so, in the time that it has and without a limit.
  ...([0, 1000] as const).map((unlocked) => ({
    name: `stale_unlocked${unlocked === 0 ? '' : '_timeout'}`,
    before: ANON,
    meanwhile: [],
    call: { ...call(4, 'r', 1), unlocked },
  })),
  { name: 'hugetlb_numa.snapshot', before: HUGETLB_HINTING, meanwhile: [], call: call(4, '.') },
  { name: 'hugetlb_numa.read', before: HUGETLB_HINTING, meanwhile: [], call: call(4, 'r') },
  { name: 'hugetlb_numa.write', before: HUGETLB_HINTING, meanwhile: [], call: call(4, 'w') },
  {
    name: 'hugetlb_hwpoison.snapshot',
    before: HUGETLB_HWPOISON,
    meanwhile: [],
    call: call(4, '.'),
  },
  { name: 'hugetlb_hwpoison.read', before: HUGETLB_HWPOISON, meanwhile: [], call: call(4, 'r') },
  {
    name: 'vdso.snapshot',
    before: [],
    meanwhile: [],
    call: { ...call(1, '.'), start: '@vdso', end: '@vdso+0x1000' },
  },
  {
    name: 'vdso.read',
    before: [],
    meanwhile: [],
    call: { ...call(1, 'r'), start: '@vdso', end: '@vdso+0x1000' },
  },
  {
    name: 'vvar.snapshot',
    before: [],
    meanwhile: [],
    call: { ...call(1, '.'), start: '@vvar', end: '@vvar+0x1000' },
  },
  {
    name: 'vvar.read',
    before: [],
    meanwhile: [],
    call: { ...call(1, 'r'), start: '@vvar', end: '@vvar+0x1000' },
  },
];
