// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { fromHalves } from '../../mm/word64';
import { Random } from '../../oracle/generate/random';
import { TextBytes } from '../../oracle/run/text-bytes';
import { hex } from '../../oracle/scenario/json';

function written(write: (to: TextBytes) => void): string {
  const bytes = new TextBytes();
  write(bytes);
  return bytes.takeText();
}

describe('text as bytes', () => {
  it('has words as documents write them, whatever the length of either half', () => {
    const random = new Random(1, 0);
    for (let index = 0; index < 20_000; index++) {
      const [low, high] = [
        random.below(2 ** 32) >>> (index % 33),
        random.below(2 ** 32) >>> (index % 31),
      ];
      for (const upper of [0, high, high | 0]) {
        const expected = `"${hex(fromHalves(low, upper))}"`;
        expect(written((to) => to.quotedHex(low, upper))).toBe(expected);
      }
    }
    expect(written((to) => to.quotedHex(0, 0))).toBe('"0x0"');
    expect(written((to) => to.quotedHex(-1, -1))).toBe('"0xffffffffffffffff"');
  });

  it.each(['', 'id', 'größe', '\u{1f427}', '\u2028', 'x'.repeat(100_000), 'ü'.repeat(100_000)])(
    'holds any text, and what stands around it (%#)',
    (text) => {
      const all = written((to) => {
        to.text('{"id":');
        to.text(text);
        to.integer(-12);
        to.text('}');
      });
      expect(all).toBe(`{"id":${text}-12}`);
    },
  );

  it('hands over pieces that nothing written later changes', () => {
    const bytes = new TextBytes();
    bytes.text('first');
    const first = bytes.take();
    bytes.text('other');
    expect(bytes.isEnough).toBe(false);
    bytes.text('y'.repeat(2 ** 16));
    expect(bytes.isEnough).toBe(true);
    expect(Buffer.from(bytes.take()).toString()).toBe(`other${'y'.repeat(2 ** 16)}`);
    expect(Buffer.from(first).toString()).toBe('first');
    expect(bytes.take()).toHaveLength(0);
  });
});
