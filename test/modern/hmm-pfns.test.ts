// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { highWord, Kind, lowWord } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { pfn } from '../../mm/units';
import { PfnOverflowError, VALID, WRITE } from '../../modern/format';
import { HmmPfns } from '../../modern/hmm-pfns';
import { request } from '../support/build';

/** The array's first words as 32-bit halves in hex. */
function words(hmmPfns: HmmPfns, count: number): readonly string[] {
  return Array.from(hmmPfns.words.slice(0, count), (word) => word.toString(16));
}

describe('the array of the fixed format', () => {
  it('holds nothing of an earlier call when it takes over a request', () => {
    const hmmPfns = new HmmPfns(64);
    hmmPfns.putFrames(0, 3, pfn(0x12_3456_789a), VALID | WRITE);
    hmmPfns.begin(request(0, 'r.w'));
    expect(words(hmmPfns, 6)).toEqual(['0', '80000000', '0', '0', '0', 'c0000000']);
    expect(hmmPfns.holdsRequest(0, Ask.read)).toBe(true);
    expect(hmmPfns.holdsRequest(0, Ask.write)).toBe(false);
  });

  it('holds no pfn where flags alone are stored', () => {
    const hmmPfns = new HmmPfns(64);
    hmmPfns.putFrames(0, 4, pfn(0x12_3456_789a), VALID);
    hmmPfns.putFlags(1, 3, WRITE);
    expect(words(hmmPfns, 8)).toEqual([
      ...['3456789a', '80000012', '0', '40000000'],
      ...['0', '40000000', '3456789d', '80000012'],
    ]);
  });

  it('tells a request from a page by the low word, too', () => {
    const hmmPfns = new HmmPfns(64);
    hmmPfns.putFrames(0, 1, pfn(7), VALID);
    expect(hmmPfns.holdsRequest(0, Ask.read)).toBe(false);
  });

  it('has one word a page on 32 bits', () => {
    const hmmPfns = new HmmPfns(32);
    hmmPfns.begin(request(0, 'rw'));
    expect(words(hmmPfns, 2)).toEqual(['80000000', 'c0000000']);
    expect(hmmPfns.holdsRequest(0, Ask.read)).toBe(true);
    expect(hmmPfns.holdsRequest(1, Ask.write)).toBe(true);
    const low = lowWord(pfn(0x1fff_ffff));
    hmmPfns.putEntry(1, low, highWord(pfn(0x1fff_ffff), Kind.ptePresent), VALID);
    expect(words(hmmPfns, 3)).toEqual(['80000000', '9fffffff', '0']);
    expect(() => hmmPfns.putFrames(0, 2, pfn(0x1fff_ffff), VALID)).toThrow(PfnOverflowError);
  });

  it.each([64, 32] as const)('tells a word that was never cleared by all its %i bits', (bits) => {
    const hmmPfns = new HmmPfns(bits);
    hmmPfns.begin(request(0, '*r'));
    expect(hmmPfns.holdsRequest(0, Ask.all)).toBe(true);
    expect(hmmPfns.holdsRequest(1, Ask.all)).toBe(false);
    for (let half = 0; half < bits / 32; half++) {
      hmmPfns.begin(request(0, '*'));
      hmmPfns.words[half] = 0xffff_fffe;
      expect(hmmPfns.holdsRequest(0, Ask.all)).toBe(false);
    }
  });

  it('carries from the low half of a pfn to the high one', () => {
    const hmmPfns = new HmmPfns(64);
    hmmPfns.putFrames(0, 3, pfn(0x2_ffff_fffe), VALID);
    expect(words(hmmPfns, 6)).toEqual([
      ...['fffffffe', '80000002', 'ffffffff', '80000002', '0', '80000003'],
    ]);
  });

  it('grows for a longer range', () => {
    const hmmPfns = new HmmPfns(64);
    hmmPfns.begin(request(0, 'w'.repeat(100)));
    expect(hmmPfns.words.length).toBeGreaterThanOrEqual(200);
    expect(hmmPfns.holdsRequest(99, Ask.write)).toBe(true);
  });
});
