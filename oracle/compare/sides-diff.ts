// SPDX-License-Identifier: GPL-2.0-or-later
import { ENDING_NAMES, Ending, type WalkEnd } from '../../mm/range-record';
import { PAGE_SIZE, type PageNumber, pageAddress } from '../../mm/units';
import { returnText, stateText } from '../run/result';
import type { Side } from '../run/side';
import { hex } from '../scenario/json';
import type { Scenario } from '../scenario/scenario';
import type { Pair } from './compare';
import { originName } from './origin';
import { unifiedDiff } from './unified-diff';

/**
 * What two sides made of one scenario, as a unified diff for a person: return code, walks, faults,
 * then a line a page (or a run of like pages) with its state and the entry that was met.
 */
export function sidesDiff(pair: Pair): string {
  const starts = runStarts(pair);
  return unifiedDiff(
    { name: pair.left.name, lines: sideLines(pair, pair.left, starts) },
    { name: pair.right.name, lines: sideLines(pair, pair.right, starts) },
  );
}

/** What one side made of a scenario, or the diff of two. The sides must just have run it. */
export function sidesText(scenario: Scenario, sides: readonly Side[]): string {
  const [left, right] = sides;
  if (left === undefined) return '';
  const pair = { scenario, left, right: right ?? left };
  if (right !== undefined) return sidesDiff(pair);
  return [left.name, ...sideLines(pair, left, runStarts(pair))].join('\n');
}

function sideLines(pair: Pair, side: Side, starts: readonly number[]): string[] {
  const { record } = side;
  const { owner } = pair.scenario.range;
  const count = side.pageCount === undefined ? '' : ` (${side.pageCount} pages)`;
  return [
    `return ${returnText(record.ret)}${count}`,
    ...numberedRuns(
      record
        .walkEnds()
        .map(
          (end) =>
            `${endText(end)} at ${hex(pageAddress(pair.scenario.range.start, end.first))}: ${originName(end.origin, owner)}`,
        ),
    ),
    `walks ${record.walks}`,
    ...repeats(
      record.faults
        .list()
        .map(({ at, pages, write }) => `fault ${hex(at)} ${pages}p ${write ? 'write' : 'read'}`),
    ).map(({ line, times }) => (times === 1 ? line : `${line}, ${times} times`)),
    ...starts.map((first, run) => {
      const stop = starts[run + 1] ?? record.pages;
      const place = stop - first === 1 ? `page ${first}` : `pages ${first}–${stop - 1}`;
      const at = hex(pair.scenario.range.start + first * PAGE_SIZE);
      return `${place} ${at} ${pageText(side, first, stop, pair.scenario.range)}`;
    }),
  ];
}

function endText({ ending, write }: WalkEnd): string {
  if (ending !== Ending.faulted || write === undefined) return ENDING_NAMES[ending];
  return `${ENDING_NAMES[ending]} for ${write ? 'write' : 'read'}`;
}

/** What each walk did; walks in a row that did the same, as in a livelock, are one line. */
function numberedRuns(walks: readonly string[]): readonly string[] {
  return repeats(walks).map(({ line, first, times }) =>
    times === 1 ? `walk ${first + 1} ${line}` : `walks ${first + 1}–${first + times} ${line}`,
  );
}

/** Lines in a row that are the same: how often, and the index of the first one. */
function repeats(
  lines: readonly string[],
): readonly { readonly line: string; readonly first: PageNumber; readonly times: number }[] {
  const runs: { line: string; first: PageNumber; times: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = runs.at(-1);
    if (last?.line === line) last.times++;
    else runs.push({ line, first: index, times: 1 });
  }
  return runs;
}

function pageText(
  side: Side,
  first: PageNumber,
  stop: PageNumber,
  { owner, asks }: Scenario['range'],
): string {
  if (first >= side.record.stoppedAt) {
    const ask = asks[first] ?? 0;
    return side.holdsRequest(first, ask) ? 'input' : 'input, destroyed';
  }
  const state = side.states.at(first);
  const onwards = stop - first > 1 && state.pfn !== 0n ? ' and on' : '';
  return `${stateText(state)}${onwards} [${originName(side.record.origins[first] ?? 0, owner)}]`;
}

/** The pages at which, on either side, a run of like pages begins. */
function runStarts(pair: Pair): readonly number[] {
  const starts: number[] = [];
  const sides = [pair.left, pair.right];
  const { asks } = pair.scenario.range;
  for (let page = 0; page < pair.left.record.pages; page++) {
    if (page === 0 || sides.some((side) => startsRun(side, page, asks))) starts.push(page);
  }
  return starts;
}

function startsRun(side: Side, page: PageNumber, asks: Uint8Array): boolean {
  const { stoppedAt, origins } = side.record;
  if (page >= stoppedAt) {
    const holds = (one: number): boolean => side.holdsRequest(one, asks[one] ?? 0);
    return page === stoppedAt || holds(page) !== holds(page - 1);
  }
  if (side.states.kinds[page] !== side.states.kinds[page - 1]) return true;
  if (origins[page] !== origins[page - 1]) return true;
  const step = side.states.pfn(page) - side.states.pfn(page - 1);
  return step !== 1 && side.states.pfn(page) !== 0;
}
