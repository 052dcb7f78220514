// SPDX-License-Identifier: GPL-2.0-or-later
import type { Batch } from './batch';
import { CaseResult } from './case-result';

/*
 * What comes back from a runner: `audit/c/child/answer.c` sends it.
 */

/** What begins an answer (`struct answer`). */
export const ANSWER_BYTES = 24;

/** How many bytes follow the beginning of an answer. */
export function answerLength(beginning: Buffer): number {
  return Number(beginning.readBigUInt64LE(8));
}

/** Whether an answer is the one to this batch, and whole. */
export function isAnswerTo(batch: Batch, beginning: Buffer, answer: Buffer): boolean {
  if (beginning.readBigUInt64LE(0) !== batch.serial) return false;
  if (beginning.readUInt32LE(16) !== batch.count) return false;
  let check = 0;
  for (const word of toWords(answer)) check = ((check << 5) | (check >>> 27)) ^ word;
  return check >>> 0 === beginning.readUInt32LE(20);
}

/** The results in the answer to a batch of this many scenarios. */
export function readAnswer(answer: Buffer, count: number): readonly CaseResult[] {
  const words = toWords(answer);
  const results: CaseResult[] = [];
  for (let at = 0; results.length < count; ) {
    const result = new CaseResult(words, at);
    results.push(result);
    at = result.end;
  }
  return results;
}

/** The words of a buffer, which may begin anywhere. */
export function toWords(buffer: Buffer): Uint32Array {
  const copy = new Uint8Array(buffer.length);
  copy.set(buffer);
  return new Uint32Array(copy.buffer);
}
