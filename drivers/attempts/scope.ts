// SPDX-License-Identifier: GPL-2.0-or-later
import { type EntryAttributes, Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { ACCESSES, type Access, type DriverModel } from '../driver';
import { ACTION_NAMES, type ActionName } from './actions';
import { ENTRIES, type Setup, type SetupEntryName, type VmaKind } from './setup';

/** A part of the scope: every setup that can be made of these, each under every schedule. */
export interface ScopePart {
  readonly title: string;
  /** Which windows, by what the device wants of their pages; one for each that asks otherwise. */
  windows(driver: DriverModel): readonly (readonly Access[])[];
  readonly vmas: readonly VmaKind[];
  /** What a page can hold at the start, by its place in the window. */
  readonly entries: readonly (readonly SetupEntryName[])[];
  /** What other threads can do. */
  readonly actionNames: readonly ActionName[];
  /** How many actions a finite schedule has at most. */
  readonly actions: 0 | 1 | 2;
  /** Whether there are adversaries: an action done in every attempt. */
  readonly adversaries: 'none' | 'alone' | 'after one action';
  /** Adversaries that change an entry before every walk, without invalidating. */
  readonly silent: readonly ActionName[];
}

const ANY_ENTRY: readonly SetupEntryName[] = [
  'none',
  'read-only',
  'writable',
  'protnone',
  'protnone-writable',
  'zero-page',
  'special',
  'swap',
  'migration',
  'migration-writable',
  'own-device',
  'own-device-writable',
  'other-device',
  'other-device-writable',
  'hwpoison',
];
const FEW_ENTRIES: readonly SetupEntryName[] = ['none', 'read-only', 'writable', 'own-device'];
const EDGE_ENTRIES: readonly SetupEntryName[] = ['none', 'read-only', 'writable'];
const FEW_ACTIONS: readonly ActionName[] = [
  'invalidate',
  'unmap',
  'write-protect',
  'to-own-device',
  'cpu-write',
  'mprotect',
];
const MAPPED: readonly VmaKind[] = ['private', 'private-read-only', 'shared'];

/** Everything that is enumerated, smaller windows first. */
export const SCOPE: readonly ScopePart[] = [
  {
    title: '1 page, up to 2 actions',
    windows: (driver) => windows(driver, 1),
    vmas: MAPPED,
    entries: [ANY_ENTRY],
    actionNames: ACTION_NAMES,
    actions: 2,
    adversaries: 'after one action',
    silent: ['unmap', 'write-protect', 'protnone', 'migrate'],
  },
  {
    title: '1 or 2 pages without entries',
    windows: (driver) => [...windows(driver, 1), ...windows(driver, 2)],
    vmas: [...MAPPED, 'gap'],
    entries: [['hole'], ['hole']],
    actionNames: ACTION_NAMES,
    actions: 1,
    adversaries: 'alone',
    silent: [],
  },
  {
    title: '2 pages, up to 1 action',
    windows: (driver) => windows(driver, 2),
    vmas: MAPPED,
    entries: [ANY_ENTRY, ANY_ENTRY],
    actionNames: ACTION_NAMES,
    actions: 1,
    adversaries: 'none',
    silent: [],
  },
  {
    title: '2 pages with few entries, up to 2 of few actions',
    windows: (driver) => windows(driver, 2).filter((window) => driver.builds(window)),
    vmas: ['private'],
    entries: [FEW_ENTRIES, FEW_ENTRIES],
    actionNames: FEW_ACTIONS,
    actions: 2,
    adversaries: 'alone',
    silent: [],
  },
  {
    title: '3 pages, only the middle one not requested, up to 1 action',
    windows: (driver) => windows(driver, 3).filter((window) => asksBothSides(driver, window)),
    vmas: MAPPED,
    entries: [EDGE_ENTRIES, ANY_ENTRY, [...EDGE_ENTRIES, 'own-device']],
    actionNames: ACTION_NAMES,
    actions: 1,
    adversaries: 'none',
    silent: [],
  },
];

/** Whether a window of three pages asks for the outer two and not for the middle one. */
function asksBothSides(driver: DriverModel, window: readonly Access[]): boolean {
  const [first, middle, last] = driver.encode(window).asks;
  return first !== Ask.nothing && middle === Ask.nothing && last !== Ask.nothing;
}

/** The setups of a part for one window, in a fixed order. */
export function setups(part: ScopePart, accesses: readonly Access[]): Setup[] {
  const found: Setup[] = [];
  for (const vma of part.vmas) {
    let lists: SetupEntryName[][] = [[]];
    for (let page = 0; page < accesses.length; page++) {
      const names = (part.entries[page] ?? []).filter((name) => standsIn(name, vma));
      lists = lists.flatMap((list) => names.map((name) => [...list, name]));
    }
    for (const entries of lists) found.push({ accesses, vma, entries });
  }
  return found;
}

/** Whether such an entry can stand in such a VMA. */
function standsIn(name: SetupEntryName, vma: VmaKind): boolean {
  const entry: EntryAttributes | null = ENTRIES[name];
  if (vma === 'gap') return entry === null;
  if (vma === 'shared' && entry?.kind === Kind.pteDevicePrivate) return false;
  return vma !== 'private-read-only' || entry?.write !== true;
}

/**
 * All windows of this many pages that ask differently. Of those that ask the same, one that the
 * driver builds stands for all.
 */
export function windows(driver: DriverModel, pages: number): (readonly Access[])[] {
  if (driver.windowLimit !== null && pages > driver.windowLimit) return [];
  const lists = accessLists(pages);
  const built = lists.filter((list) => driver.builds(list));
  const others = lists.filter((list) => !driver.builds(list));
  const distinct = new Map<string, readonly Access[]>();
  for (const list of [...built, ...others]) {
    const { defaults, mask, asks } = driver.encode(list);
    const key = [defaults, mask, ...asks].join();
    if (!distinct.has(key)) distinct.set(key, list);
  }
  return [...distinct.values()];
}

/** Everything that a device can want of this many pages. */
export function accessLists(pages: number): readonly (readonly Access[])[] {
  let lists: Access[][] = [[]];
  for (let page = 0; page < pages; page++) {
    lists = lists.flatMap((list) => ACCESSES.map((access) => [...list, access]));
  }
  return lists;
}
