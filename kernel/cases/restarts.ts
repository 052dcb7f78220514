// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { hex } from '../../oracle/scenario/json';
import type { EntryDocument, EventDocument, VmaDocument } from '../../oracle/scenario/schema';
import type { InfoReport, ResultReport } from '../capture/schema';
import { FRAME_RANGES } from '../judge/frames';
import type { FromRecipe } from '../judge/scenario';
import { entriesOf } from '../judge/slots';
import type { Recipe, RecipeCall, Step } from '../plan/recipe';
import { type LiveCase, liveCase } from './live-case';
import { GUEST_BASE, GUEST_PAGES } from './states';
import { advise, at, fork, map, protect, read, write } from './states/building';

/*
 * Calls of 7.3's entry point that wait for a page of a userfaultfd: the page fault drops the mmap lock,
 * another thread changes what the call has put out already, and provides the page. Then the call
 * begins again.
 */

/** The page that is waited for, after two that are there. */
const AWAITED = 2;
/** Where a page is moved to, far from the range. */
const ELSEWHERE = at(4096);

const OWNER = 1;
/** A frame that is new to the process, and that the model gives to no page by itself. */
const BROUGHT_BACK = FRAME_RANGES[64].fresh + 2 ** 20;

/** What another thread does, and what of it a document has to say. */
interface Change {
  /** What the memory needs besides two pages that are writable. */
  readonly needs?: readonly Step[];
  readonly owner?: number;
  readonly steps: readonly Step[];
  readonly event?: (report: ResultReport) => Omit<EventDocument, 'beforeWalk'>;
}

const CHANGES: Readonly<Record<string, Change>> = {
  provided: { steps: [] },
  dropped: {
    steps: [advise('dontneed', 0, 1)],
    event: () => ({ invalidate: true, entries: [{ at: hex(at(0)), level: 'pte', is: 'none' }] }),
  },
  unmapped: {
    steps: [{ do: 'unmap', at: at(0), pages: 1 }],
    event: (report) => ({ invalidate: true, vmas: vmasAfterFirst(report) }),
  },
  moved: {
    steps: [{ do: 'remap', at: at(0), pages: 1, how: hex(ELSEWHERE) }],
    event: (report) => ({
      invalidate: true,
      vmas: [
        ...vmasAfterFirst(report),
        { ...anon(ELSEWHERE, ELSEWHERE + PAGE_SIZE), flags: ['read', 'write'] },
      ],
    }),
  },
  protected: {
    steps: [protect('r', 0, 1)],
    event: (report) => ({
      invalidate: true,
      vmas: [{ ...anon(at(0), at(1)), flags: ['read'] }, ...vmasAfterFirst(report)],
      entries: [{ ...firstEntry(report), write: false }],
    }),
  },
  // A page of a device's memory that is read-only for a fork satisfies a request to write it, and comes back.
  returned: {
    needs: [{ do: 'private', at: at(0), pages: 1, how: `${OWNER}` }, fork],
    owner: OWNER,
    steps: [read(0, 1)],
    event: (report) => ({
      invalidate: true,
      entries: [{ at: firstEntry(report).at, level: 'pte', is: 'present', pfn: hex(BROUGHT_BACK) }],
    }),
  },
  // Nothing is invalidated: VMAs are split, and their pages stay.
  split: {
    steps: [advise('dontfork', 0, 1)],
    event: (report) => ({ vmas: [anon(at(0), at(1)), ...vmasAfterFirst(report)] }),
  },
};

const ASKED = {
  read: { defaults: '.', mask: '*', requests: '..r.' },
  write: { defaults: '.', mask: '*', requests: 'r.w.' },
  write_first: { defaults: '.', mask: '*', requests: 'w.r.' },
  default_read: { defaults: 'r', mask: '.', requests: `${GUEST_PAGES}.` },
} as const satisfies Readonly<Record<string, Pick<RecipeCall, 'defaults' | 'mask' | 'requests'>>>;

/** Each change, under each way to ask. */
export const RESTARTS: readonly LiveCase[] = Object.entries(CHANGES).flatMap(([name, change]) =>
  Object.entries(ASKED).map(([asked, asks]) =>
    liveCase(recipeOf(name, change, asked, asks), known(change)),
  ),
);

function recipeOf(
  name: string,
  { needs = [], owner, steps }: Change,
  asked: string,
  asks: (typeof ASKED)[keyof typeof ASKED],
): Recipe {
  const whose = owner === undefined ? {} : { owner };
  return {
    name: `restart_${name}.${asked}`,
    before: [
      map(8),
      write(0, AWAITED),
      write(AWAITED + 1, 1),
      ...needs,
      { do: 'uffd', at: at(AWAITED), pages: 1, how: 'missing' },
    ],
    meanwhile: [],
    during: { at: at(AWAITED), pages: 1, steps },
    call: { start: GUEST_BASE, end: at(GUEST_PAGES), ...asks, ...whose, unlocked: 0 },
  };
}

/** The page fault does nothing once; before the next walk the change is there, and the zero page. */
function known({ event }: Change): FromRecipe['during'] {
  return (report: ResultReport, info: InfoReport) => {
    const { entries = [], ...changed } = event?.(report) ?? {};
    const provided: EntryDocument = {
      at: hex(at(AWAITED)),
      level: 'pte',
      is: 'present',
      pfn: info.zeroPfn,
      special: true,
    };
    return {
      lockDrops: { [hex(at(AWAITED))]: { result: 'retry', times: 1 } },
      events: [{ beforeWalk: 2, ...changed, entries: [...entries, provided] }],
    };
  };
}

function anon(start: number, end: number): VmaDocument {
  return { start: hex(start), end: hex(end), flags: ['read', 'write'], backing: 'anon' };
}

/** The VMAs that are left when the first page has none, or one of its own. */
function vmasAfterFirst({ vmas }: ResultReport): VmaDocument[] {
  return vmas.map(({ start, end }) => anon(Math.max(Number(start), at(1)), Number(end)));
}

function firstEntry({ before }: ResultReport): EntryDocument {
  const found = entriesOf(before).find((one) => one.level === 'pte' && one.at === hex(at(0)));
  if (found === undefined) throw new RangeError('the dump has no first page');
  return found;
}
