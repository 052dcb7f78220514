// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { editDistance, nearNames } from '../../oracle/scenario/near';

describe('nearNames', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['pte-protnone', 'pmd-protnone', 2],
  ])('%j and %j are %i apart', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  it('finds what was mistyped, and what is part of the name, nearest first', () => {
    const names = ['pmd-protnone-valid', 'pte-protnone-valid', 'hugetlb-none-valid'];
    expect(nearNames('pte-protnone-vaild', names)).toEqual([
      'pte-protnone-valid',
      'pmd-protnone-valid',
    ]);
    expect(nearNames('hugetlb', names)).toEqual(['hugetlb-none-valid']);
    expect(nearNames('frobnicate', names)).toEqual([]);
  });
});
