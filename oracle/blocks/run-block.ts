// SPDX-License-Identifier: GPL-2.0-or-later
import { NoRoomCount, type NoRoomCounts } from '../run/no-room-count';
import { runCorpus } from '../run/run-corpus';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side-names';
import { UnpackedBytes } from '../scenario/bytes';
import { InputError } from '../scenario/input-error';
import { BYTE_ORDER_MARK, LINE_FEED } from '../scenario/lines';
import { countedRun } from './counted-run';

/** What `run` does with each scenario, as far as other threads can do it. */
export interface BlockRun {
  /** Models only: other sides live in the thread that opened them. */
  readonly sides: readonly SideName[];
  /** How many bytes a line may have. */
  readonly limit: number;
  /** Whether notes are added. */
  readonly notes: boolean;
}

/** A block of whole lines to run. */
export interface LineBlock extends BlockRun {
  readonly bytes: Uint8Array;
}

/** What a block came to. */
export type RanBlock =
  | {
      readonly kind: 'ran';
      /** What `run` prints of it. */
      readonly text: Uint8Array;
      readonly scenarios: number;
      readonly lines: number;
      readonly noRoom: NoRoomCounts;
    }
  /** Something is to be reported of it, or of lines after it: whoever knows the lines before has to run it. */
  | { readonly kind: 'irregular' };

const IRREGULAR: RanBlock = { kind: 'irregular' };

/**
 * Runs a block in which each line is a scenario of its own, or empty.
 * @returns irregular if one is not, or if a side throws; also if it has no scenario, or begins with a mark that only
 * a source may begin with: what that means depends on what stands before it.
 */
export async function runBlock({ bytes, sides, limit, notes }: LineBlock): Promise<RanBlock> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (REPORT_OF_FAST_CHECK.some((words) => buffer.includes(words))) return IRREGULAR;
  if (buffer.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) return IRREGULAR;
  const runner = Runner.of(sides);
  const noRoom = new NoRoomCount();
  const text: Uint8Array[] = [];
  let isRegular = true;
  try {
    const scenarios = await runCorpus(
      new UnpackedBytes('', once(buffer)),
      runner,
      { limit, before: 0, onlyTrees: 'followed' },
      (piece) => {
        text.push(piece);
        return undefined;
      },
      () => {
        isRegular = false;
      },
      countedRun(notes, noRoom),
    );
    if (!isRegular || scenarios === 0) return IRREGULAR;
    const counted = { scenarios, lines: linesOf(buffer), noRoom: noRoom.counts };
    return { kind: 'ran', text: Buffer.concat(text), ...counted };
  } catch (error) {
    // After many bad lines a source is given up.
    if (error instanceof InputError) return IRREGULAR;
    throw error;
  }
}

/** What begins a report of a failed property, after which lines are no longer what they are elsewhere. */
const REPORT_OF_FAST_CHECK = ['Property failed after', 'Counterexample: '] as const;

function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
