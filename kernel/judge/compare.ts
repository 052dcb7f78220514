// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { KIND_MASK, PROTNONE_BIT, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import type { PageTable } from '../../mm/page-table';
import type { RangeRecord } from '../../mm/range-record';
import { type Address, address, PAGE_SIZE, SLOT_SIZE, slotEnd } from '../../mm/units';
import { returnName } from '../../oracle/run/result';
import type { Side } from '../../oracle/run/side';
import { hex } from '../../oracle/scenario/json';
import type { InfoReport, ResultReport, WordRun } from '../capture/schema';
import { bitsOfWords, FRAME_RANGES, FrameNames, type FrameRanges } from './frames';
import { type Leaf, leafOf } from './live-fault';
import { pagesWith } from './slots';

/** One thing in which the kernel did not do as the model. */
export type LiveMismatch =
  | { readonly aspect: 'ret' | 'walks'; readonly expected: string; readonly got: string }
  | { readonly aspect: 'faults'; readonly expected: string; readonly got: string }
  | {
      readonly aspect: 'word';
      readonly page: number;
      /** What the model's word is: reported, or still what was asked. */
      readonly holds: 'output' | 'request';
      readonly expected: bigint;
      readonly got: bigint;
    }
  | {
      readonly aspect: 'page table';
      readonly at: Address;
      readonly expected: Leaf;
      readonly got: Leaf;
    };

const FLAG_BITS = PROTNONE_BIT | SPECIAL_BIT | WRITE_BIT | KIND_MASK;

/**
 * Holds a report to what the model made of the same scenario: return code, walks, fault trace, the
 * whole array, and the page table that the call left over its range.
 * @param hmm the bits of the kernel’s words.
 * @param space as the side left it.
 * @param after the kernel's page table after the call.
 */
export function compareLive(
  report: ResultReport,
  hmm: InfoReport['hmm'],
  side: Side,
  space: AddressSpace,
  after: PageTable,
): readonly LiveMismatch[] {
  const found: LiveMismatch[] = [];
  const { record } = side;
  if (record.ret !== report.ret) {
    const got = `${report.errno === undefined ? report.ret : `-${report.errno}`}`;
    found.push({ aspect: 'ret', expected: String(returnName(record.ret)), got });
  }
  if (report.livelock === true && getsFurther(record)) {
    found.push({ aspect: 'walks', expected: 'to get further', got: 'walks that repeat' });
  }
  if (record.walks !== report.walks) {
    found.push({ aspect: 'walks', expected: `${record.walks}`, got: `${report.walks}` });
  }
  const expected = faultsText(
    record.faults.list().map(({ at, pages, write }) => [at, pages, write ? 'w' : 'r'] as const),
  );
  const got = faultsText(report.faults.map(([at, pages, kind]) => [Number(at), pages, kind]));
  if (expected !== got) found.push({ aspect: 'faults', expected, got });
  const ranges = FRAME_RANGES[bitsOfWords(hmm)];
  const frames = new FrameNames(ranges);
  compareWords(report, hmm, side, frames, found);
  compareTables(report, space.table, after, frames, ranges, found);
  return found;
}

/** Whether the last walk began where none before it did: no walk that the module takes for stuck. */
function getsFurther(record: RangeRecord): boolean {
  const ends = record.walkEnds();
  const last = ends.at(-1);
  return ends.length > 1 && last !== undefined && ends.at(-2)?.first !== last.first;
}

function faultsText(rows: readonly (readonly [at: number, pages: number, kind: string])[]): string {
  return rows.map(([at, pages, kind]) => `${hex(at)} ${pages}p ${kind}`).join(', ');
}

function compareWords(
  { pfns }: ResultReport,
  hmm: InfoReport['hmm'],
  side: Side,
  frames: FrameNames,
  found: LiveMismatch[],
): void {
  const pfnField = pfnFieldOf(hmm);
  let page = 0;
  for (const got of wordsOf(pfns)) {
    const expected = side.word(page);
    const holds = page < side.record.stoppedAt ? 'output' : 'request';
    // What is still a request is compared bit by bit; it has no pfn.
    const same =
      holds === 'output' ? sameOutput(expected, got, pfnField, frames) : expected === got;
    if (!same) found.push({ aspect: 'word', page, holds, expected, got });
    page++;
  }
}

/** The bits of an output word that are a pfn, as the kernel has them; the others are flags and the order. */
function pfnFieldOf({ orderShift, error }: InfoReport['hmm']): bigint {
  return (orderShift === null ? BigInt(error) : 1n << BigInt(orderShift)) - 1n;
}

function sameOutput(expected: bigint, got: bigint, pfnField: bigint, frames: FrameNames): boolean {
  if ((expected & ~pfnField) !== (got & ~pfnField)) return false;
  return frames.agree(Number(expected & pfnField), Number(got & pfnField));
}

/** An array's words, its runs unfolded. */
export function* wordsOf(runs: readonly WordRun[]): Generator<bigint> {
  for (const [word, count, step] of runs) {
    for (let index = 0; index < count; index++) yield BigInt(word) + BigInt(index * step);
  }
}

function compareTables(
  report: ResultReport,
  model: PageTable,
  kernel: PageTable,
  frames: FrameNames,
  ranges: FrameRanges,
  found: LiveMismatch[],
): void {
  const end = address(Number(report.end));
  // A page of a file is in the file; what a process has alone is a copy, or was never in one.
  const owned = pagesWith(report.after, ({ exclusive }) => exclusive === true);
  for (let at = address(Number(report.start)); at < end; ) {
    const expected = leafOf(model, at);
    const got = leafOf(kernel, at);
    const level = expected.level < got.level ? expected.level : got.level;
    const copied = owned(at) && pfnOf(expected.low, expected.high) >= ranges.file;
    if (copied || !sameLeaf(expected, got, frames))
      found.push({ aspect: 'page table', at, expected, got });
    at = level === 0 ? address(at + PAGE_SIZE) : slotEnd(at, SLOT_SIZE[level], end);
  }
}

/** The same kind at the same level, with the same rights, and a frame that can be the same one. */
function sameLeaf(expected: Leaf, got: Leaf, frames: FrameNames): boolean {
  return (
    expected.level === got.level &&
    (expected.high & FLAG_BITS) === (got.high & FLAG_BITS) &&
    frames.agree(pfnOf(expected.low, expected.high), pfnOf(got.low, got.high))
  );
}
