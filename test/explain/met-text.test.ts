// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { ORIGIN_NAMES } from '../../oracle/compare/origin';
import { metText } from '../../report/text/explain/names';

it('says read-only of what maps a page, and of nothing else', () => {
  const readOnly = ORIGIN_NAMES.filter((what) => metText({ what, write: false }).endsWith('only'));
  expect(readOnly).toEqual([
    'pud-devmap',
    'pmd-huge',
    'pmd-huge-protnone',
    'pmd-devmap',
    'pmd-own-device-private',
    'pmd-other-device-private',
    'hugetlb-present',
    'hugetlb-protnone',
    'pte-present',
    'pte-protnone',
    'pte-special',
    'pte-special-protnone',
    'pte-own-device-private',
    'pte-other-device-private',
    'pte-devmap',
  ]);
  expect(metText({ what: 'pte-present', write: true })).toBe('pte present write');
});
