// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { isCandidate, KERNEL_RELEASES } from '../../../kernel/boot/releases';

describe('the releases that Debian has', () => {
  it.each([
    ['7.3~rc7-1~exp1', true],
    ['7.3.4-1~bpo13+1', false],
    ['6.1.192-3', false],
  ])('says of the package %s whether it is of a candidate: %s', (version, is) => {
    expect(isCandidate(version)).toBe(is);
  });

  it('looks for a release where candidates are only after everywhere else', () => {
    const where = KERNEL_RELEASES.map(({ suites }) => suites.indexOf('experimental'));
    expect(where).toEqual([-1, -1, -1, -1, 2]);
  });
});
