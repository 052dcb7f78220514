// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { DIFFERENCES } from '../../oracle/differences/registry';

it('of the known differences, those of formats are those of ill-formed ones', () => {
  const ofFormats = DIFFERENCES.filter(({ id }) => id.startsWith('format-'));
  expect(ofFormats.length).toBeGreaterThan(10);
  expect(DIFFERENCES.filter(({ illFormed }) => illFormed === true)).toEqual(ofFormats);
});

it('what a release changed is said of each side before and after it', () => {
  const mixed = DIFFERENCES.find(({ id }) => id === 'mixed-map-walked');
  const before =
    'reports ERROR for every page of the VMA, and fails with -EFAULT if one is requested';
  const since = 'walks the VMA like any other; only its special pages are ERROR or -EFAULT';
  expect(mixed?.does).toMatchObject({
    ...{ legacy: before, modern: before, 'modern-5.15': before },
    ...{ 'modern-5.17': since, 'modern-7.3': since },
  });
  expect(mixed?.between('modern', 'modern-5.15')).toBe(false);
  expect(mixed?.between('modern-5.15', 'modern-5.17')).toBe(true);
});
