// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { dmaFlagsOf, type WordLayout } from '../../modern/word-layout';
import { originName } from '../compare/origin';
import { unifiedDiff } from '../compare/unified-diff';
import { wordBits } from '../explain/word-bits';
import { returnText } from '../run/result';
import type { Side } from '../run/side';
import { hex } from '../scenario/json';
import type { Scenario } from '../scenario/scenario';
import { layoutOfSide, ResultSide } from './result-side';

/** A side that ran, as a text calls it. */
interface NamedResult {
  readonly name: string;
  readonly side: Side;
}

/**
 * What two sides made of one scenario, as a unified diff: return code, walks, faults, and each word
 * with its bits named. How walks ended is left out: a result from outside does not say it.
 */
export function resultsDiff(scenario: Scenario, left: NamedResult, right: NamedResult): string {
  const starts = runStarts(scenario, [left.side, right.side]);
  return unifiedDiff(
    { name: left.name, lines: resultLines(scenario, left.side, starts) },
    { name: right.name, lines: resultLines(scenario, right.side, starts) },
  );
}

function resultLines(scenario: Scenario, side: Side, starts: readonly number[]): string[] {
  const { record } = side;
  const other = side instanceof ResultSide ? side.otherReturn : undefined;
  const count = side.pageCount === undefined ? '' : ` (${side.pageCount} pages)`;
  const faults = record.faults
    .list()
    .map(({ at, pages, write }) => `fault ${hex(at)} ${pages}p ${write ? 'write' : 'read'}`);
  return [
    `return ${returnText(other ?? record.ret)}${count}`,
    `walks ${record.walks}`,
    ...faults,
    ...starts.map((first, run) => {
      const stop = starts[run + 1] ?? record.pages;
      const place = stop - first === 1 ? `page ${first}` : `pages ${first}–${stop - 1}`;
      const onwards = stop - first > 1 ? ' and on' : '';
      const at = hex(scenario.range.start + first * PAGE_SIZE);
      return `${place} ${at} ${resultWordText(scenario, side, first)}${onwards}${metText(scenario, side, first)}`;
    }),
  ];
}

/** A page's word as hex, and its bits by name. */
function resultWordText(scenario: Scenario, side: Side, page: number): string {
  const word = side.word(page);
  const holds = page < side.record.stoppedAt ? 'output' : 'request';
  const bits = namedBits(scenario, side, word, holds);
  return `${hex(word)} ${bits}${holds === 'request' ? ' (input)' : ''}`;
}

function namedBits(
  { format }: Scenario,
  side: Side,
  word: bigint,
  holds: 'output' | 'request',
): string {
  const layout = layoutIn(side);
  if (layout !== undefined && holds === 'output') return modernBits(word, layout);
  const { flags, values, pfn, unnamed } = wordBits(side.name, format, word, holds);
  const named = [
    ...flags,
    ...values.map((value) => `values[${value}]`),
    ...(pfn === undefined ? [] : [`pfn ${pfn}`]),
    ...(unnamed === undefined ? [] : [`other bits ${unnamed}`]),
  ];
  return named.length === 0 ? 'no flag' : named.join(' | ');
}

function layoutIn(side: Side): WordLayout | undefined {
  if (side instanceof ResultSide) return side.layout;
  return layoutOfSide(side.name);
}

/** An output word of the fixed format, in the layout of any release. */
function modernBits(word: bigint, layout: WordLayout): string {
  const { bits, orderShift, flags } = layout;
  const top = ['VALID', 'WRITE', 'ERROR'].filter((_, index) => isSet(word, bits - 1 - index));
  const order = orderShift === undefined ? 0n : BigInt.asUintN(5, word >> BigInt(orderShift));
  const pfn = word & ~flags;
  const named = [
    ...top,
    ...dmaFlagsOf(layout, word),
    ...(order === 0n ? [] : [`order ${order}`]),
    ...(pfn === 0n && !top.includes('VALID') ? [] : [`pfn ${hex(pfn)}`]),
  ];
  if (named.length === 0) return 'none';
  return top.length === 0 ? `${named.join(' | ')} | no flag` : named.join(' | ');
}

function isSet(word: bigint, bit: number): boolean {
  return ((word >> BigInt(bit)) & 1n) !== 0n;
}

function metText({ range }: Scenario, { record }: Side, page: number): string {
  if (page >= record.stoppedAt) return '';
  return ` [${originName(record.origins[page] ?? 0, range.owner)}]`;
}

/** The pages at which, on any side, a run of like pages begins. */
function runStarts({ range }: Scenario, sides: readonly Side[]): readonly number[] {
  const starts: number[] = [];
  for (let page = 0; page < range.asks.length; page++) {
    if (page === 0 || sides.some((side) => startsRun(side, page))) starts.push(page);
  }
  return starts;
}

function startsRun(side: Side, page: number): boolean {
  const { stoppedAt, origins } = side.record;
  if (page === stoppedAt) return true;
  const step = side.word(page) - side.word(page - 1);
  const isLike = step === 0n || (page < stoppedAt && step === 1n);
  return !isLike || (page < stoppedAt && origins[page] !== origins[page - 1]);
}
