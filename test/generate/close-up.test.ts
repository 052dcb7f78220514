// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { PMD } from '../../mm/units';
import { closeUp } from '../../oracle/generate/close-up';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, event, image, page, request, vma } from '../support/build';

const swap = { kind: Kind.pteSwap } as const;

/** Pages 10 to 15, with something in each, and VMAs that meet at page 13. */
const SCENARIO: Scenario = {
  id: 'six pages',
  mm: image({
    vmas: [vma(0, 13), vma(13, 512, 'read')],
    entries: [
      entry(0, { kind: Kind.table }, 0, PMD),
      ...[9, 10, 11, 12, 13, 14, 15, 16].map((index) => entry(index, swap, index)),
    ],
    faultErrors: new Map([
      [page(10), 'oom'],
      [page(12), 'sigbus'],
      [page(15), 'sigsegv'],
    ]),
    events: [event(1, { entries: [entry(12, swap), entry(14, swap)] })],
  }),
  range: request(10, 'r.wxr.'),
  format: NOUVEAU,
};

/** Which page every entry stood in (its pfn), and where it stands now. */
function places({ mm }: Scenario): readonly (readonly [number, number])[] {
  return mm.entries.slice(1).map(({ low, at }) => [low, (at - page(0)) / 4096]);
}

describe('closing up a range of pages 10 to 15', () => {
  it('without 11 and 12: 13 to 15 move down; what is outside stays', () => {
    const closed = closeUp(SCENARIO, 1, 3, 'down');
    expect(closed.range).toEqual({ ...request(10, 'rxr.') });
    expect(places(closed)).toEqual([
      [9, 9],
      [10, 10],
      [13, 11],
      [14, 12],
      [15, 13],
      [16, 16],
    ]);
    expect(closed.mm.vmas).toEqual([vma(0, 11), vma(11, 512, 'read')]);
    expect([...closed.mm.faultErrors]).toEqual([
      [page(10), 'oom'],
      [page(13), 'sigsegv'],
    ]);
    expect(closed.mm.events).toEqual([event(1, { entries: [entry(12, swap)] })]);
  });

  it('without 13 and 14: 10 to 12 move up; what is outside stays', () => {
    const closed = closeUp(SCENARIO, 3, 5, 'up');
    expect(closed.range).toEqual({ ...request(12, 'r.w.') });
    expect(places(closed)).toEqual([
      [9, 9],
      [10, 12],
      [11, 13],
      [12, 14],
      [15, 15],
      [16, 16],
    ]);
    expect(closed.mm.vmas).toEqual([vma(0, 15), vma(15, 512, 'read')]);
    expect([...closed.mm.faultErrors.keys()]).toEqual([page(12), page(14), page(15)]);
    expect(closed.mm.events).toEqual([event(1, { entries: [entry(14, swap)] })]);
  });

  it('keeps entries of higher levels where they are', () => {
    expect(closeUp(SCENARIO, 0, 2, 'down').mm.entries[0]).toEqual(SCENARIO.mm.entries[0]);
    expect(closeUp(SCENARIO, 4, 6, 'up').mm.entries[0]).toEqual(SCENARIO.mm.entries[0]);
  });

  it('drops a VMA that has no page left', () => {
    const inner = { ...SCENARIO.mm, vmas: [vma(0, 11), vma(11, 13, 'read'), vma(13, 512)] };
    const closed = closeUp({ ...SCENARIO, mm: inner }, 1, 3, 'down');
    expect(closed.mm.vmas).toEqual([vma(0, 11), vma(11, 512)]);
  });
});
