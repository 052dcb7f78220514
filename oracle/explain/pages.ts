// SPDX-License-Identifier: GPL-2.0-or-later
import { WRITE_BIT } from '../../mm/entry';
import { originName } from '../compare/origin';
import { stateName } from '../run/page-state-text';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import { pageAddress } from '../run/slots';
import { hex } from '../scenario/hex';
import type { Scenario } from '../scenario/scenario';
import { writeEntry } from '../scenario/write-entries';
import { askSymbol, meantOf, symbolOf } from './asked';
import type { Explanation, PageRun, PageWord } from './explanation';
import { pageRuns } from './page-runs';
import { wordBits } from './word-bits';

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
