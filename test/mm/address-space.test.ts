// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { PGD, PTE, pfn } from '../../mm/units';
import { entry, event, loaded, page, vma } from '../support/build';

it('an address space knows whether it is as it was loaded, and can become so again', () => {
  const space = loaded({ vmas: [vma(0, 8)], entries: [entry(0, { kind: Kind.pteSwap })] });
  expect(space.isAsLoaded).toBe(true);
  space.store([entry(1, { kind: Kind.pteSwap })]);
  expect(space.isAsLoaded).toBe(false);
  space.rewind();
  expect(space.isAsLoaded).toBe(true);
});

describe('what other threads do to VMAs and files', () => {
  const swapped = entry(1, { kind: Kind.pteSwap });
  const here = (space: AddressSpace, index: number) =>
    space.table.kind(space.table.slot(page(index), PTE));
  const frames = (space: AddressSpace) => [1, 2].map((index) => space.fileFrame(page(index)));

  it('drops what is no longer mapped, and only that', () => {
    const entries = [swapped, entry(5, { kind: Kind.pteSwap })];
    const space = loaded({ vmas: [vma(0, 8)], entries });
    space.remap(event(1, { vmas: [vma(4, 8)] }));
    expect([here(space, 1), here(space, 5)]).toEqual([Kind.none, Kind.pteSwap]);
    expect(space.vmas).toEqual([vma(4, 8)]);
    space.rewind();
    expect([here(space, 1), space.vmas]).toEqual([Kind.pteSwap, [vma(0, 8)]]);
  });

  it('frees the tables in which no VMA is left', () => {
    const space = loaded({ vmas: [vma(0, 8)], entries: [swapped] });
    space.remap(event(1, { vmas: [] }));
    expect(space.table.kind(space.table.slot(page(0), PGD))).toBe(Kind.none);
  });

  it('empties the slots of pages that files have anew, and adds up what files have', () => {
    const space = loaded({ vmas: [vma(0, 8)], entries: [swapped] });
    const mark = space.table.mark();
    space.remap(event(1, { filePages: new Map([[page(1), pfn(0x500)]]) }));
    const slot = space.table.slot(page(1), PTE);
    expect([space.table.low(slot), space.table.high(slot)]).toEqual([0, 0]);
    expect(space.table.mark()).toBeGreaterThan(mark);
    space.remap(event(2, { filePages: new Map([[page(2), pfn(0x600)]]) }));
    expect(frames(space)).toEqual([0x500, 0x600]);
    space.rewind();
    expect(frames(space)).toEqual([undefined, undefined]);
  });

  it('is a change even where no entry is one', () => {
    const space = loaded({ vmas: [vma(0, 8)] });
    space.remap(event(1, { vmas: [vma(0, 8, 'read')] }));
    expect(space.isAsLoaded).toBe(false);
  });

  it('is taken over up to a walk, where another program ran the call', () => {
    const space = loaded({
      vmas: [vma(0, 8)],
      events: [
        event(1, { vmas: [vma(0, 4)] }),
        event(2, { filePages: new Map([[page(1), pfn(0x500)]]) }),
        event(3, { vmas: [vma(0, 2)], filePages: new Map([[page(2), pfn(0x600)]]) }),
      ],
    });
    space.adoptChanges(1);
    expect([space.vmas, frames(space)]).toEqual([[vma(0, 4)], [undefined, undefined]]);
    space.adoptChanges(2);
    expect([space.vmas, frames(space)]).toEqual([[vma(0, 4)], [0x500, undefined]]);
    space.adoptChanges(3);
    expect([space.vmas, frames(space)]).toEqual([[vma(0, 2)], [0x500, 0x600]]);
  });
});

it('between two calls, events end and what they changed stays', () => {
  const space = loaded({
    vmas: [vma(0, 8)],
    events: [event(1, { vmas: [vma(0, 4)] }), event(9, { vmas: [] })],
  });
  const { image } = space;
  space.adoptChanges(1);
  space.endEvents();
  expect([space.vmas, space.image.events]).toEqual([[vma(0, 4)], []]);
  space.adoptChanges(9);
  expect(space.vmas).toEqual([vma(0, 4)]);
  space.load(image);
  expect(space.image).toBe(image);
});

it('what does nothing is a change if it does so a counted number of times', () => {
  const times = (count: number) => {
    const space = loaded({ noProgress: new Map([[page(0), count]]) });
    const mark = space.table.mark();
    const isDue = [0, 0, 1].map((at) => space.doesNothing(page(at)));
    return [isDue, space.table.mark() - mark];
  };
  expect(times(Number.POSITIVE_INFINITY)).toEqual([[true, true, false], 0]);
  expect(times(1)).toEqual([[true, false, false], 1]);
});

it('a wait is in vain by the page that waits, of a huge page by its first', () => {
  const space = loaded({ noProgress: new Map([[page(0), Number.POSITIVE_INFINITY]]) });
  expect(space.waitsInVain(Kind.pmdMigration, 3)).toBe(true);
  expect(space.waitsInVain(Kind.pteMigration, 3)).toBe(false);
  expect(space.waitsInVain(Kind.pteMigration, 0)).toBe(true);
});

it('has no more events once they have ended, until it is rewound', () => {
  const events = [event(1, { invalidate: true })];
  const space = loaded({ vmas: [vma(0, 4)], events });
  const { image } = space;
  space.endEvents();
  expect([space.image.events, space.image.readEvents, space.vmas]).toEqual([[], [], [vma(0, 4)]]);
  space.rewind();
  expect(space.image).toBe(image);
  expect(space.image.events).toEqual(events);
});
