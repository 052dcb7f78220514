// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { slotImage } from '../../mm/image';
import { address } from '../../mm/units';
import { DetailView } from '../../tree/wire/detail-view';

const AT = 0x7f00_0000_0000;
const place = (level: number): readonly number[] => [
  (AT + level) % 2 ** 32,
  Math.floor(AT / 2 ** 32),
];

/** One page, no walk that ended early, one change, one piece, one read. */
const WORDS = Uint32Array.of(
  ...[7, 0],
  ...[0x2000, 1],
  ...[1, 0, ...place(0), 0x9000_0000, 0x8000_0001],
  ...[1, 0, 3, 2 ** 32 - 14, ...place(0), ...place(0), 2, 0],
  ...[1, 0, ...place(1), 0x9000_0000, 0x8000_0001, 1, 0],
);
const view = new DetailView(WORDS, 0, { ends: 0, pages: 1, stoppedAt: 1 }, true);

it('reads each part of the detail of a reply at its place', () => {
  expect([...view.origins]).toEqual([7]);
  expect([view.nextPfn, view.stoppedAt, view.stale]).toEqual([0x1_0000_2000, 1, true]);
  expect(view.walkEnds).toEqual([]);
  expect(view.pieces).toEqual([{ kind: 3, ret: -14, start: AT, end: AT, walk: 2 }]);
});

it('has entries as the images of address spaces have them, with signed halves', () => {
  const image = slotImage(address(AT), 0, 0x9000_0000, 0x8000_0001);
  expect(view.changes).toEqual([image]);
  expect(view.reads).toEqual([{ ...image, level: 1, locked: true }]);
});
