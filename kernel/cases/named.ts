// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { kernelVersionOf } from '../judge/release-rules';
import { isKnownTo, type Recipe, type RecipeCall } from '../plan/recipe';
import { type LiveCase, liveCase } from './live-case';
import { GUEST_BASE, GUEST_PAGES, STATES, type State } from './states';
import { advise, HUGE, map, write } from './states/building';

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

/** The systematic cases: every state, asked for in every way. */
export function namedCases(): readonly LiveCase[] {
  const systematic = STATES.flatMap((state) =>
    REQUESTS.map((request) =>
      liveCase(
        recipeOf(state, `${state.name}.${request.name}`, request.of(state.pages ?? GUEST_PAGES)),
      ),
    ),
  );
  return [...systematic, ...SPECIAL.map(liveCase)];
}

/** The systematic cases that a kernel of a series can be asked to bring about. */
export function namedCasesFor(series: string): readonly LiveCase[] {
  const kernel = kernelVersionOf(series);
  return namedCases().filter(({ recipe }) => isKnownTo(recipe, kernel));
}

function recipeOf(
  { steps, first = 0, pages = GUEST_PAGES, meanwhile = [], owner }: State,
  name: string,
  asks: Pick<RecipeCall, 'defaults' | 'mask' | 'requests'>,
): Recipe {
  const start = GUEST_BASE + first * PAGE_SIZE;
  const whose = owner === undefined ? {} : { owner };
  const call = { start, end: start + pages * PAGE_SIZE, ...asks, ...whose };
  return { name, before: steps, meanwhile, call };
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
