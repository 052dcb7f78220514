// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { ANSWER_BYTES, isAnswerTo } from '../../audit/c/answer';
import { BatchWriter } from '../../audit/c/batch';

describe('an answer to a batch', () => {
  const batch = new BatchWriter().finish({ timeout: 200, ends: 0 });
  const words = Buffer.from(Uint32Array.of(1, 0x8000_0000, 3).buffer);
  /** The sum that a supervisor makes of these words: rotate by five bits, exclusive or. */
  const check = (((((1 << 5) ^ 0x8000_0000) >>> 0) << 5) | 0x10) ^ 3;

  function beginning(serial: bigint, count: number, sum: number): Buffer {
    const bytes = Buffer.alloc(ANSWER_BYTES);
    bytes.writeBigUInt64LE(serial, 0);
    bytes.writeBigUInt64LE(BigInt(words.length), 8);
    bytes.writeUInt32LE(count, 16);
    bytes.writeUInt32LE(sum >>> 0, 20);
    return bytes;
  }

  it('is taken if all of it is as it was sent', () => {
    expect(isAnswerTo(batch, beginning(batch.serial, 0, check), words)).toBe(true);
  });

  it('is not taken for another batch, another count, or with a changed word', () => {
    expect(isAnswerTo(batch, beginning(batch.serial ^ 1n, 0, check), words)).toBe(false);
    expect(isAnswerTo(batch, beginning(batch.serial, 1, check), words)).toBe(false);
    const changed = Buffer.from(words);
    changed[0] = 0;
    expect(isAnswerTo(batch, beginning(batch.serial, 0, check), changed)).toBe(false);
  });
});
