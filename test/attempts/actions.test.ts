// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import {
  ACTION_NAMES,
  type ActionEffect,
  type ActionName,
  needsMmapLock,
} from '../../drivers/attempts/actions';
import { ENTRIES, type SetupEntryName, type VmaKind } from '../../drivers/attempts/setup';
import { World } from '../../drivers/attempts/world';
import { Kind, kindOf, PROTNONE_BIT, WRITE_BIT } from '../../mm/entry';
import { handleMmFault } from '../../mm/fault';
import { PTE } from '../../mm/units';
import { page } from '../support/build';

const NAMES = Object.keys(ENTRIES).filter((name): name is SetupEntryName => name in ENTRIES);
const MAPPED: readonly VmaKind[] = ['private', 'private-read-only', 'shared', 'shared-read-only'];
/** Of a high word, what is no pfn. */
const ATTRIBUTES = 0xf_ffff;

function world(vma: VmaKind, entry: SetupEntryName): World {
  const made = new World();
  made.load({ accesses: ['read'], vma, entries: [entry] });
  made.rewind();
  return made;
}

function standsIn(entry: SetupEntryName, vma: VmaKind): boolean {
  if (vma.endsWith('read-only') && entry.includes('writable')) return false;
  return !vma.startsWith('shared') || !entry.includes('device');
}

/** What page faults make of the page until the CPU can do what it wanted, if they do not fail. */
function faulted(
  { space }: World,
  write: boolean,
): { attributes: number; stale: boolean } | undefined {
  const [vma] = space.image.vmas;
  if (vma === undefined) return undefined;
  space.beginOn(page(0), space.trace);
  for (let fault = 0; fault < 4; fault++) {
    if (!handleMmFault(space, vma, 0, write)) return undefined;
  }
  const attributes = space.table.high(space.table.slot(page(0), PTE)) & ATTRIBUTES;
  return { attributes, stale: space.stale };
}

describe('a CPU access is what page faults make of it', () => {
  const cases = MAPPED.flatMap((vma) =>
    NAMES.filter((entry) => standsIn(entry, vma)).map((entry) => ({ vma, entry })),
  );

  it.each(cases)('reading $entry in a $vma VMA', ({ vma, entry }) => {
    expectFaulted(vma, entry, 'cpu-read');
  });

  it.each(cases.filter(({ vma }) => !vma.endsWith('read-only')))(
    'writing $entry in a $vma VMA',
    ({ vma, entry }) => {
      expectFaulted(vma, entry, 'cpu-write');
    },
  );
});

function expectFaulted(
  vma: VmaKind,
  entry: SetupEntryName,
  action: 'cpu-read' | 'cpu-write',
): void {
  const acted = world(vma, entry);
  const before = acted.situation(0).high & ATTRIBUTES;
  const effect = acted.effect(action, 0);
  const expected = faulted(world(vma, entry), action === 'cpu-write');
  if (effect === null) {
    // Nothing to do, or nothing that can be done.
    expect(expected?.attributes ?? before).toBe(before);
    return;
  }
  expect((effect.entry?.high ?? 0) & ATTRIBUTES).toBe(expected?.attributes);
  expect(effect.invalidates).toBe(expected?.stale);
}

describe('the contract of the notifier', () => {
  /** Whether the CPU could do something with the old entry that it cannot do with the new one. */
  function takesAway(before: number, { entry }: ActionEffect): boolean {
    if (entry === undefined || kindOf(before) !== Kind.ptePresent) return false;
    const lost = before & ~entry.high & WRITE_BIT;
    const hinting = entry.high & ~before & PROTNONE_BIT;
    return kindOf(entry.high) !== Kind.ptePresent || lost !== 0 || hinting !== 0;
  }

  it('every action that takes access away invalidates', () => {
    let taken = 0;
    for (const vma of MAPPED) {
      for (const name of NAMES) {
        const made = world(vma, name);
        for (const action of ACTION_NAMES) {
          const effect = made.effect(action, 0);
          if (effect === null || !takesAway(made.situation(0).high, effect)) continue;
          expect(effect.invalidates, `${action} of ${name}`).toBe(true);
          taken++;
        }
      }
    }
    expect(taken).toBeGreaterThan(50);
  });

  it('what changes VMAs does not happen during a call', () => {
    const changing = ACTION_NAMES.filter((action) =>
      MAPPED.some((vma) => world(vma, 'writable').effect(action, 0)?.vma !== undefined),
    );
    expect(changing).toEqual(['mprotect', 'munmap']);
    expect(ACTION_NAMES.filter(needsMmapLock)).toEqual(changing);
  });
});

describe('single actions', () => {
  function after(vma: VmaKind, entry: SetupEntryName, action: ActionName): string | null {
    const made = world(vma, entry);
    const effect = made.effect(action, 0);
    if (effect === null) return null;
    made.perform(effect, 0);
    const { high, vma: kind } = made.situation(0);
    const name = Object.entries(Kind).find(([, value]) => value === kindOf(high))?.[0];
    return `${name}${(high & WRITE_BIT) !== 0 ? ' write' : ''} in ${kind}`;
  }

  it.each([
    ['unmap', 'writable', 'none in private'],
    ['unmap', 'none', null],
    ['unmap', 'hole', null],
    ['write-protect', 'writable', 'ptePresent in private'],
    ['write-protect', 'own-device-writable', 'pteDevicePrivate in private'],
    ['write-protect', 'read-only', null],
    ['protnone', 'writable', 'ptePresent write in private'],
    ['protnone', 'protnone', null],
    ['protnone', 'zero-page', null],
    ['migrate', 'writable', 'pteMigration write in private'],
    ['to-own-device', 'read-only', 'pteDevicePrivate in private'],
    ['mprotect', 'writable', 'ptePresent in private-read-only'],
    ['mprotect', 'hole', 'none in private-read-only'],
    ['munmap', 'writable', 'none in gap'],
    ['cpu-read', 'hole', 'ptePresent in private'],
    ['cpu-read', 'hwpoison', null],
  ] as const)('%s of %s makes it %s', (action, entry, expected) => {
    expect(after('private', entry, action)).toBe(expected);
  });

  it('a shared page does not move to a device', () => {
    expect(after('shared', 'writable', 'to-own-device')).toBeNull();
  });

  it('nobody writes where the VMA is read-only, and nothing is done where there is none', () => {
    expect(after('private-read-only', 'read-only', 'cpu-write')).toBeNull();
    expect(after('gap', 'hole', 'cpu-read')).toBeNull();
    expect(after('gap', 'hole', 'munmap')).toBeNull();
  });
});
