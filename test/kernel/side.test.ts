// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { sideOf } from '../../kernel/run';
import type { KernelVersion } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { kernelOf } from '../../oracle/run/side-names';

it.each([
  ['5.8', 'modern'],
  ['6.1', 'modern-6.1'],
  ['6.12', 'modern-6.12'],
  ['6.13', 'modern-6.12'],
] as const)('a kernel %s is held to %s', (series, side) => {
  expect(sideOf(series)).toBe(side);
});

it('a kernel from before the fixed format has no side', () => {
  expect(sideOf('5.7')).toBeUndefined();
});

const RELEASES: readonly KernelVersion[] = ['5.8', '5.9', '5.10', '6.15', '6.16', '6.18', '7.3'];

it.each(RELEASES)('the words of %s are read as it writes them, or not at all', (series) => {
  const side = sideOf(series);
  const { orderShift, flags, carried } = layoutOf(series, 64);
  const read = side === undefined ? undefined : layoutOf(kernelOf(side), 64);
  expect([undefined, orderShift]).toContain(read?.orderShift);
  expect([undefined, flags]).toContain(read?.flags);
  expect([undefined, carried]).toContain(read?.carried);
});
