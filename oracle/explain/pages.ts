// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultError, SlotImage } from '../../mm/address-space';
import { WRITE_BIT } from '../../mm/entry';
import { findVma } from '../../mm/image';
import type { PageTable } from '../../mm/page-table';
import { pageAddress } from '../../mm/units';
import { WORD64_MASK } from '../../mm/word64';
import { originName } from '../compare/origin';
import { stateName } from '../run/result';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import { hex } from '../scenario/json';
import type { Scenario } from '../scenario/scenario';
import { ATTRIBUTES, pfnIn, slotAt, writeEntry } from '../scenario/slots';
import type { Explanation, PageRun, PageWord } from './explanation';
import { askSymbol, meantOf, symbolOf, wordBits } from './word-bits';

/** Ranges of at most this many pages are shown page by page. */
const PAGES_APART = 16;
/** How many runs are shown; a range can have 2^24 pages, no two of them alike. */
const RUNS_LIMIT = 10_000;

/** What stands at one page. */
interface PagePlace {
  readonly page: number;
  readonly vma: number | undefined;
  readonly slot: SlotImage;
  readonly pfn: number | undefined;
  readonly fails: FaultError | undefined;
}

/** Neighbouring pages that are alike; `steps` is what each side's word grows by, a page. */
export interface Run {
  readonly place: PagePlace;
  pages: number;
  steps: readonly bigint[];
}

/**
 * The pages of a range in runs of like ones: same VMA, entry, request, and, on each side, the same
 * kind of state from the same kind of entry, with words that grow by the same step.
 *
 * @param table as it was loaded, before any side ran.
 * @param sides after they ran.
 */
function pageRuns(
  scenario: Scenario,
  table: PageTable,
  sides: readonly Side[],
): { readonly runs: readonly Run[]; readonly leftOut: number } {
  const pages = scenario.range.asks.length;
  const runs: Run[] = [];
  let before: PagePlace | undefined;
  for (let page = 0; page < pages; page++) {
    const place = placeOf(scenario, table, page);
    const run = pages > PAGES_APART ? runs.at(-1) : undefined;
    const alike = run !== undefined && before !== undefined && isLikePlace(before, place);
    if (!alike || !joins(scenario, sides, run, page)) {
      if (runs.length === RUNS_LIMIT) return { runs, leftOut: pages - page };
      runs.push({ place, pages: 1, steps: sides.map(() => 0n) });
    }
    before = place;
  }
  return { runs, leftOut: 0 };
}

function placeOf({ mm, range }: Scenario, table: PageTable, page: number): PagePlace {
  const at = pageAddress(range.start, page);
  const index = findVma(mm.vmas, at);
  const vma = mm.vmas[index];
  const slot = slotAt(table, at);
  return {
    page,
    vma: vma !== undefined && vma.start <= at ? index : undefined,
    slot,
    pfn: pfnIn(slot, at),
    fails: mm.faultErrors.get(at),
  };
}

/** Adds a page to the run before it, if it is asked and was reported like the run's pages. */
function joins({ range }: Scenario, sides: readonly Side[], run: Run, page: number): boolean {
  if (range.asks[page] !== range.asks[page - 1]) return false;
  if (!sides.every((side) => isLikeOutput(side, page))) return false;
  const steps = sides.map((side) => (side.word(page) - side.word(page - 1)) & WORD64_MASK);
  if (run.pages > 1 && steps.some((step, index) => step !== run.steps[index])) return false;
  if (run.pages === 1) run.steps = steps;
  run.pages++;
  return true;
}

function isLikePlace(one: PagePlace, other: PagePlace): boolean {
  if (one.vma !== other.vma || one.fails !== other.fails) return false;
  if (one.slot.level !== other.slot.level) return false;
  if ((one.slot.high & ATTRIBUTES) !== (other.slot.high & ATTRIBUTES)) return false;
  return one.pfn === undefined || other.pfn === one.pfn + 1;
}

/** Whether a side holds for a page what it holds for the one before it, apart from the word. */
function isLikeOutput({ record, states }: Side, page: number): boolean {
  const { stoppedAt, origins } = record;
  if (page >= stoppedAt) return page > stoppedAt;
  if (states.kinds[page] !== states.kinds[page - 1]) return false;
  return ((origins[page] ?? 0) & ATTRIBUTES) === ((origins[page - 1] ?? 0) & ATTRIBUTES);
}

/**
 * The pages of the range: what stands there, what is asked, and what each side's array holds. The
 * sides must have run, and the address space must be as it was loaded.
 */
export function explainPages(
  scenario: Scenario,
  { space, sides }: Runner,
): Pick<Explanation, 'pages' | 'pagesLeftOut'> {
  const meant = meantOf(scenario.range).map(askSymbol);
  const told = sides.filter(
    ({ overflow, failure }) => overflow === undefined && failure === undefined,
  );
  const { runs, leftOut } = pageRuns(scenario, space.table, told);
  const pages = runs.map(({ place, pages: count, steps }): PageRun => {
    const { page, vma, slot, pfn, fails } = place;
    const ask = scenario.range.asks[page] ?? 0;
    return {
      first: page,
      pages: count,
      at: hex(pageAddress(scenario.range.start, page)),
      vma,
      slot: writeEntry(slot),
      pfn: pfn === undefined ? undefined : hex(pfn),
      fails,
      request: symbolOf(ask),
      effective: meant[ask] ?? '.',
      words: told.map((side, index) => pageWord(scenario, side, page, steps[index] ?? 0n)),
    };
  });
  return { pages, pagesLeftOut: leftOut };
}

function pageWord(scenario: Scenario, side: Side, page: number, step: bigint): PageWord {
  const { record, states } = side;
  const { range, format } = scenario;
  const word = side.word(page);
  const common = { side: side.name, word: hex(word), step: hex(step) };
  if (page < record.stoppedAt) {
    const origin = record.origins[page] ?? 0;
    const { kind, pfn } = states.at(page);
    return {
      ...common,
      bits: wordBits(side.name, format, word, 'output'),
      holds: 'output',
      met: { what: originName(origin, range.owner), write: (origin & WRITE_BIT) !== 0 },
      state: stateName(kind),
      pfn: hex(pfn),
    };
  }
  const untouched = side.holdsRequest(page, range.asks[page] ?? 0);
  return {
    ...common,
    bits: wordBits(side.name, format, word, untouched ? 'request' : 'output'),
    holds: untouched ? 'request' : 'something else',
  };
}
