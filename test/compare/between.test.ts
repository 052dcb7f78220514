// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import {
  acrossChange,
  acrossFormats,
  withCustomizableFormat,
  withPageCount,
} from '../../oracle/differences/difference';
import type { SideName } from '../../oracle/run/side-names';

const SIDES: readonly SideName[] = ['v5.7', 'legacy', 'modern', 'modern-6.1', 'modern-6.12'];

/** The pairs that a difference can stand between, as `OLDER/NEWER`. */
function pairs(between: (left: SideName, right: SideName) => boolean): readonly string[] {
  return SIDES.flatMap((left) =>
    SIDES.flatMap((right) => (between(left, right) ? `${left}/${right}` : [])),
  );
}

const MODERN = ['modern', 'modern-6.1', 'modern-6.12'];
const ACROSS = ['v5.7', 'legacy'].flatMap((left) => MODERN.map((right) => `${left}/${right}`));

it.each([
  ['across formats', acrossFormats, ACROSS],
  [
    'with a customizable format, between two sides',
    withCustomizableFormat,
    [
      'v5.7/legacy',
      ...ACROSS.slice(0, 3),
      'legacy/v5.7',
      ...ACROSS.slice(3),
      ...MODERN.flatMap((left) => [`${left}/v5.7`, `${left}/legacy`]),
    ],
  ],
  ['with a page count', withPageCount, ['legacy', ...MODERN].map((right) => `v5.7/${right}`)],
  [
    'across a change of 5.17',
    acrossChange('mixedMapsWalked'),
    ['v5.7', 'legacy', 'modern'].flatMap((left) => [`${left}/modern-6.1`, `${left}/modern-6.12`]),
  ],
])('a difference %s stands between these sides', (_, between, expected) => {
  expect(pairs(between)).toEqual(expected);
});
