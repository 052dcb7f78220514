// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { carriedFlagsStay } from '../../oracle/contract/clauses/frames';
import type { SideName } from '../../oracle/run/side-names';
import { entry, vma } from '../support/build';
import { ranOn } from './runs';

const EIGHT_GIB = 2 ** 21;

/** The pages for which flags are not what they were, if these bits of the last word of page 1 are changed. */
function broken(side: SideName, asks: string, changed = 0, frame = 0x20): readonly number[] {
  const entries = [0, 1, 2].map((at) => entry(at, { kind: Kind.ptePresent }, frame + at));
  const run = ranOn({ vmas: [vma(0, 3)], entries }, { side, asks });
  const { words, wordsPerPage } = run.side;
  const last = 2 * wordsPerPage - 1;
  words[last] = (words[last] ?? 0) ^ changed;
  const pages: number[] = [];
  carriedFlagsStay.check(run, (at) => pages.push(at));
  return pages;
}

describe('the DMA flags of a word', () => {
  it('are those that it had before the call', () => {
    for (const asks of ['***', '...', '.*r']) {
      expect(broken('modern-6.16', asks)).toEqual([]);
      expect(broken('modern-6.16-32', asks)).toEqual([]);
    }
  });

  it.each([0x1000_0000, 0x0800_0000, 0x0400_0000])('are three: %#x is one', (flag) => {
    expect(broken('modern-6.16', '***', flag)).toEqual([1]);
    expect(broken('modern-6.16', '...', flag)).toEqual([1]);
    expect(broken('modern-6.16-32', '***', flag)).toEqual([1]);
  });

  it.each([0x2000_0000, 0x0200_0000])('are no others: %#x is none', (flag) => {
    expect(broken('modern-6.16', '***', flag)).toEqual([]);
    expect(broken('modern-6.16-32', '***', flag)).toEqual([]);
  });

  it('may have the bits of a large pfn beside them in 32 bits', () => {
    expect(broken('modern-6.16-32', '...', 0, 33 * EIGHT_GIB)).toEqual([]);
    expect(broken('modern-6.16-32', '.*.', 0, 33 * EIGHT_GIB)).toEqual([]);
  });

  it('are carried by the words of a 6.16 and no earlier one', () => {
    const carrying = (
      ['legacy', 'modern', 'modern-6.12', 'modern-6.16', 'modern-7.3-32'] as const
    ).filter((name) => carriedFlagsStay.sides?.(name));
    expect(carrying).toEqual(['modern-6.16', 'modern-7.3-32']);
  });
});
