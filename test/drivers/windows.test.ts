// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { amdgpuAfter } from '../../drivers/amdgpu/pair';
import type { Access, DriverModel } from '../../drivers/driver';
import { nouveauBefore } from '../../drivers/nouveau/before';
import { TEST_HMM_FAULT_PAIR, TEST_HMM_SNAPSHOT_PAIR } from '../../drivers/test_hmm/pairs';
import { windowsOf } from '../../drivers/windows';

const LETTERS: Readonly<Record<string, Access>> = {
  r: 'read',
  w: 'write',
  p: 'prefetch',
  a: 'atomic',
  '.': 'none',
};

function accesses(letters: string): Access[] {
  return Array.from(letters, (letter) => LETTERS[letter] ?? 'none');
}

/** The windows of a stretch of pages: where each begins, and a letter a page. */
function windows(driver: DriverModel, wanted: string, limit: number): readonly string[] {
  return windowsOf(driver, accesses(wanted), limit).map(({ first, accesses: pages }) => {
    const letters = pages.map((page) => Object.keys(LETTERS).find((key) => LETTERS[key] === page));
    return `${first} ${letters.join('')}`;
  });
}

const fault = TEST_HMM_FAULT_PAIR.after;
const snapshot = TEST_HMM_SNAPSHOT_PAIR.after;

it.each<[string, DriverModel, string, number, readonly string[]]>([
  ['begin and end with a page that is wanted', nouveauBefore, '.r.w..rp', 4, ['1 r.w', '6 rp']],
  ['are no larger than the limit', nouveauBefore, 'rrrrr', 2, ['0 rr', '2 rr', '4 r']],
  ['are none where nothing is wanted', nouveauBefore, '...', 2, []],
  ['want of all pages the most that is wanted of one', amdgpuAfter, 'rw.r', 3, ['0 ww', '3 r']],
  ['take an atomic access for a write', amdgpuAfter, 'ar', 4, ['0 ww']],
  ['take a prefetch for a read', amdgpuAfter, 'pr', 4, ['0 rr']],
  ['of a fault are alike', fault, 'r.rw', 2, ['0 r', '2 ww']],
  ['of a snapshot begin anywhere, and want nothing', snapshot, '.r.w.', 2, ['0 ..', '2 ..', '4 .']],
])('windows %s', (_, driver, wanted, limit, expected) => {
  expect(windows(driver, wanted, limit)).toEqual(expected);
});

it('no window is made of pages that a driver builds none of', () => {
  expect(windows({ ...fault, builds: () => false }, 'rw.r', 2)).toEqual([]);
});

it('test_hmm builds windows of 64 pages at most, all alike', () => {
  const page = (access: Access, count: number): Access[] => Array(count).fill(access);
  for (const [driver, good, bad] of [
    [fault, ['read', 'write'], ['none', 'prefetch', 'atomic']],
    [snapshot, ['none'], ['read', 'write', 'prefetch', 'atomic']],
  ] as const) {
    for (const access of good) {
      expect(driver.builds([access])).toBe(true);
      expect(driver.builds(page(access, 64))).toBe(true);
      expect(driver.builds(page(access, 65))).toBe(false);
      expect(driver.builds([access, 'atomic'])).toBe(false);
    }
    for (const access of bad) expect(driver.builds([access])).toBe(false);
  }
});
