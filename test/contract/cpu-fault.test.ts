// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import type { Backing } from '../../mm/image';
import { PMD, PMD_SIZE } from '../../mm/units';
import { canBeHad, faultFails, onCopy } from '../../oracle/contract/cpu-fault';
import type { SideRun } from '../../oracle/contract/side-run';
import type { SideName } from '../../oracle/run/side-names';
import { entry, page, vma } from '../support/build';
import { runOn as madeRun } from './runs';

const HUGE: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };

/** As {@link madeRun}, as an owner of device memory. */
function runOn(mm: Partial<AddressSpaceImage>, side: SideName = 'modern', owner = 0): SideRun {
  return madeRun(mm, { side, range: { owner } });
}

const at0 = (parts: Parameters<typeof entry>[1]): Partial<AddressSpaceImage> => ({
  entries: [entry(0, parts, 0x20)],
});

/** A page whose faults fail. */
const failingAt = (index: number): Partial<AddressSpaceImage> => ({
  faultErrors: new Map([[page(index), 'sigbus']]),
});

describe('a page fault of the CPU', () => {
  it.each([
    ['fills an empty page', at0({ kind: Kind.none }), false],
    ['brings one back from swap', at0({ kind: Kind.pteSwap }), false],
    ['fails for a poisoned page', at0({ kind: Kind.pteHwpoison }), true],
    ['fails where the scenario says so', failingAt(0), true],
  ] as const)('%s', (_, mm, fails) => {
    expect(faultFails(runOn(mm), 0, false)).toBe(fails);
  });

  it('is not tried where there is no VMA', () => {
    expect(faultFails(runOn(failingAt(2)), 2, false)).toBe(false);
  });
});

describe('a page', () => {
  it.each([
    ['that is there can be had as it is', at0({ kind: Kind.ptePresent }), false, true],
    ['that is empty can be had', at0({ kind: Kind.none }), true, true],
    ['that was swapped out can be had for writing', at0({ kind: Kind.pteSwap }), true, true],
    [
      'that gives a NUMA hint can be had',
      at0({ kind: Kind.ptePresent, protnone: true }),
      true,
      true,
    ],
    ['that is poisoned cannot', at0({ kind: Kind.pteHwpoison }), false, false],
  ] as const)('%s', (_, mm, write, had) => {
    expect(canBeHad(runOn(mm), 0, write)).toBe(had);
  });

  it('that is not writable takes a write fault more', () => {
    expect(canBeHad(runOn(at0({ kind: Kind.ptePresent })), 0, true)).toBe(true);
    expect(canBeHad(runOn(at0({ kind: Kind.pteMigration })), 0, true)).toBe(true);
  });

  it('that is wanted for writing is not enough if it can only be read', () => {
    const readable = { ...at0({ kind: Kind.ptePresent }), ...failingAt(0) };
    expect([false, true].map((write) => canBeHad(runOn(readable), 0, write))).toEqual([
      true,
      false,
    ]);
  });

  it('that migrates, with a hint, and is not writable takes three', () => {
    const moving = at0({ kind: Kind.pteMigration, protnone: true });
    expect(canBeHad(runOn(moving), 0, true)).toBe(true);
  });

  it('that is wanted for reading is enough if it can be written', () => {
    expect(canBeHad(runOn(at0({ kind: Kind.ptePresent, write: true })), 0, false)).toBe(true);
  });

  it('outside of every VMA, or in one that no range fault maps, cannot be had', () => {
    expect(canBeHad(runOn(at0({ kind: Kind.none })), 2, false)).toBe(false);
    const io = { ...at0({ kind: Kind.ptePresent }), vmas: [vma(0, 2, 'read write io')] };
    expect(canBeHad(runOn(io), 0, false)).toBe(false);
    const mixed = { ...io, vmas: [vma(0, 2, 'read write mixedmap')] };
    expect(
      (['modern', 'modern-6.12'] as const).map((name) => canBeHad(runOn(mixed, name), 0, false)),
    ).toEqual([false, true]);
  });

  it('of the device can be had by its owner', () => {
    const own = at0({ kind: Kind.pteDevicePrivate, write: true, owner: 7 });
    expect(canBeHad(runOn({ ...own, ...failingAt(0) }, 'modern', 7), 0, true)).toBe(true);
  });

  it('is tried for the page itself, not for its neighbour', () => {
    const entries = [
      entry(0, { kind: Kind.pteHwpoison }),
      entry(1, { kind: Kind.ptePresent }, 0x21),
    ];
    const run = runOn({ entries });
    expect([0, 1].map((index) => canBeHad(run, index, false))).toEqual([false, true]);
  });

  it('of a hugetlb VMA can be had whole', () => {
    const vmas = [vma(0, 512, 'read write', HUGE)];
    expect(canBeHad(runOn({ vmas, entries: [] }), 1, true)).toBe(true);
  });
});

describe('an experiment', () => {
  it('leaves address space and page faults as they were', () => {
    const run = runOn(at0({ kind: Kind.pteSwap }));
    const { trace } = run.space;
    trace.add(1, true);
    expect(canBeHad(run, 0, true)).toBe(true);
    expect(run.space.trace).toBe(trace);
    expect(trace.rows).toBe(1);
    expect(run.space.isAsLoaded).toBe(true);
  });

  it('has a trace of its own, empty at its beginning', () => {
    const run = runOn({});
    const seen: number[] = [];
    for (const _ of [1, 2]) {
      onCopy(run, () => {
        seen.push(run.space.trace.rows);
        run.space.trace.add(0, false);
      });
    }
    expect(seen).toEqual([0, 0]);
  });
});
