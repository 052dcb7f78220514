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

it('says the same row by row', () => {
  const end = { ending: 3, origin: 0x8000_0001, start: AT, end: AT + 4096, write: 2, faults: 5 };
  const ends = Uint32Array.of(3, 0x8000_0001, ...place(0), ...place(4096), 2, 5, ...WORDS);
  const { walkEnds, endRows, changes, changeRows, origins } = new DetailView(
    ends,
    0,
    { ends: 1, pages: 1, stoppedAt: 1 },
    false,
  );
  expect(walkEnds).toEqual([end]);
  expect([endRows.count, endRows.ending(0), endRows.origin(0)]).toEqual([1, 3, 0x8000_0001]);
  expect([endRows.startOf(0), endRows.endOf(0)]).toEqual([AT, AT + 4096]);
  expect([endRows.write(0), endRows.faults(0)]).toEqual([2, 5]);
  const [change] = changes;
  expect(changeRows.count).toBe(1);
  expect({
    at: changeRows.at(0),
    level: changeRows.level(0),
    low: changeRows.low(0),
    high: changeRows.high(0),
  }).toEqual(change);
  expect([...origins]).toEqual([7]);
});

it('copies what there is, and leaves the rest of an array alone', () => {
  const to = Uint32Array.of(1, 2, 3);
  view.copyOrigins(to);
  expect([...to]).toEqual([7, 2, 3]);
});
