// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultTrace } from '../../mm/fault-trace';
import type { Side } from '../run/side';
import type { ExternalResult } from './answer';

/**
 * Whether a result is the one that a model's side just came to: return code, page count, walks,
 * trace, every word bit by bit, and where the call stopped, if the result says so.
 *
 * @param wordOf an output word of the side as the result has it, if that lays words out otherwise.
 */
export function isSameResult(
  side: Side,
  result: ExternalResult,
  wordOf?: (word: bigint) => bigint,
): boolean {
  const { record } = side;
  if (record.ret !== result.ret || record.walks !== result.walks) return false;
  if (side.pageCount !== result.pages || result.words.length !== record.pages) return false;
  if (result.stoppedAt !== undefined && result.stoppedAt !== record.stoppedAt) return false;
  if (!sameFaults(record.faults, result.faults)) return false;
  for (let page = 0; page < record.pages; page++) {
    const word = side.word(page);
    const isOutput = wordOf !== undefined && page < record.stoppedAt;
    if ((isOutput ? wordOf(word) : word) !== result.words[page]) return false;
  }
  return true;
}

function sameFaults(trace: FaultTrace, faults: ExternalResult['faults']): boolean {
  if (trace.rows !== faults.length) return false;
  const rows = trace.list();
  return faults.every(({ at, pages, write }, index) => {
    const row = rows[index];
    return row?.at === at && row.pages === pages && row.write === write;
  });
}
