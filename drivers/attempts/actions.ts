// SPDX-License-Identifier: GPL-2.0-or-later

import {
  highWord,
  KIND_MASK,
  Kind,
  kindOf,
  lowWord,
  OWNER_MASK,
  OWNER_SHIFT,
  PROTNONE_BIT,
  pfnOf,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../../mm/entry';
import { type Pfn, pfn, pfnAfter } from '../../mm/units';
import { rowOf } from '../../oracle/scenario/entry-kinds';
import { OWN_DEVICE } from '../driver';
import { filePfn, isSharedVma, isWritableVma, OTHER_DEVICE, type VmaKind, ZERO_PFN } from './setup';

/** What another thread can do to one page, the simplest first. */
export const ACTION_NAMES = [
  'invalidate',
  'unmap',
  'write-protect',
  'protnone',
  'migrate',
  'replace',
  'to-own-device',
  'to-other-device',
  'cpu-read',
  'cpu-write',
  'mprotect',
  'munmap',
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/** What an action meets: a page's slot (`hole` if there is no table for one) and its VMA. */
export interface Situation {
  readonly page: number;
  readonly vma: VmaKind;
  readonly hole: boolean;
  readonly low: number;
  readonly high: number;
}

/** What an action does to a page. */
export interface ActionEffect {
  /** The two words of the new entry; undefined if the slot stays as it is. */
  readonly entry?: { readonly low: number; readonly high: number };
  readonly vma?: VmaKind;
  /** Whether it goes with an invalidation of the page. */
  readonly invalidates: boolean;
}

/** Frames that other threads take, away from those that the call's own faults take. */
const OTHERS_PFN = pfn(0x30_0000);
const NONE = { low: 0, high: 0 };
const ONLY_INVALIDATES: ActionEffect = { invalidates: true };
const UNMAPS: ActionEffect = { entry: NONE, invalidates: true };

/**
 * Whether an action changes VMAs: it takes `mmap_lock` for writing, which the range fault holds for
 * reading, so it happens between attempts or before the check, never during a call.
 */
export function needsMmapLock(action: ActionName): boolean {
  return action === 'mprotect' || action === 'munmap';
}

/**
 * What an action does in this situation, or null if it has nothing to do.
 *
 * What takes access away goes with an invalidation: that is the notifier's contract. A CPU access
 * that only fills an entry, or makes it writable in place, goes without.
 */
export function effectOf(action: ActionName, situation: Situation): ActionEffect | null {
  switch (action) {
    case 'invalidate':
      return ONLY_INVALIDATES;
    case 'unmap':
      return kindOf(situation.high) === Kind.none ? null : UNMAPS;
    case 'write-protect':
      return writeProtect(situation);
    case 'cpu-read':
      return cpuAccess(situation, false);
    case 'cpu-write':
      return isWritableVma(situation.vma) ? cpuAccess(situation, true) : null;
    case 'mprotect':
      return mprotect(situation);
    case 'munmap':
      return situation.vma === 'gap' ? null : { entry: NONE, vma: 'gap', invalidates: true };
    case 'protnone':
    case 'migrate':
    case 'replace':
    case 'to-own-device':
    case 'to-other-device':
      return changePresentPage(action, situation);
  }
}

/** What happens to ordinary present pages only. */
function changePresentPage(
  action: 'protnone' | 'migrate' | 'replace' | 'to-own-device' | 'to-other-device',
  { page, vma, low, high }: Situation,
): ActionEffect | null {
  if (kindOf(high) !== Kind.ptePresent || (high & SPECIAL_BIT) !== 0) return null;
  const write = high & WRITE_BIT;
  const frame = pfnOf(low, high);
  switch (action) {
    case 'protnone':
      return (high & PROTNONE_BIT) !== 0 ? null : revoked(frame, high | PROTNONE_BIT);
    case 'migrate':
      return revoked(frame, Kind.pteMigration | write);
    case 'replace':
      return revoked(pfnAfter(OTHERS_PFN, page), high);
    case 'to-own-device':
    case 'to-other-device': {
      // Device-private memory holds anonymous pages only.
      if (isSharedVma(vma)) return null;
      const owner = action === 'to-own-device' ? OWN_DEVICE : OTHER_DEVICE;
      return revoked(frame, Kind.pteDevicePrivate | write | (owner << OWNER_SHIFT));
    }
  }
}

/** `fork`, for one: whatever is writable becomes read-only. */
function writeProtect({ low, high }: Situation): ActionEffect | null {
  if ((high & WRITE_BIT) === 0) return null;
  return { entry: { low, high: high & ~WRITE_BIT }, invalidates: true };
}

function mprotect({ vma, low, high, hole }: Situation): ActionEffect | null {
  if (!isWritableVma(vma)) return null;
  const readOnly: VmaKind = vma === 'shared' ? 'shared-read-only' : 'private-read-only';
  if (hole) return { vma: readOnly, invalidates: true };
  return { entry: { low, high: high & ~WRITE_BIT }, vma: readOnly, invalidates: true };
}

/**
 * A CPU's access to a page, with as many page faults as it takes (model.md, rules 11–18, until
 * the CPU can do what it wanted).
 */
function cpuAccess(situation: Situation, write: boolean): ActionEffect | null {
  const { page, vma, low, high } = situation;
  if (vma === 'gap') return null;
  const frame = pfnOf(low, high);
  const fresh = pfnAfter(OTHERS_PFN, page);
  const access = write ? WRITE_BIT : 0;
  switch (rowOf(kindOf(high)).fault) {
    case 'fills':
      if (isSharedVma(vma)) return granted(filePfn(page), access);
      return write ? granted(fresh, access) : granted(ZERO_PFN, SPECIAL_BIT);
    case 'swaps in':
      return granted(fresh, access);
    case 'awaits':
      return writable(situation, frame, high & WRITE_BIT, write, false);
    case 'gives back':
      return writable(situation, frame, high & WRITE_BIT, write, true);
    case 'migrates back':
      return writable(situation, fresh, high & WRITE_BIT, write, true);
    case 'gives rights': {
      const usable = (high & PROTNONE_BIT) === 0 && (!write || (high & WRITE_BIT) !== 0);
      if (usable) return null;
      return writable(situation, frame, high & (WRITE_BIT | SPECIAL_BIT), write, false);
    }
    // What a page fault leaves empty is none of the situations that are enumerated.
    case 'clears':
    case 'fails':
    case null:
      return null;
  }
}

/** The page is present with these bits; a write to a private read-only page copies it. */
function writable(
  { page, vma }: Situation,
  frame: Pfn,
  bits: number,
  write: boolean,
  invalidates: boolean,
): ActionEffect {
  if (!write || (bits & WRITE_BIT) !== 0) return { ...granted(frame, bits), invalidates };
  if (isSharedVma(vma)) return { ...granted(frame, bits | WRITE_BIT), invalidates };
  return { ...granted(pfnAfter(OTHERS_PFN, page), WRITE_BIT), invalidates: true };
}

function granted(frame: Pfn, bits: number): ActionEffect {
  return {
    entry: { low: lowWord(frame), high: highWord(frame, Kind.ptePresent | bits) },
    invalidates: false,
  };
}

function revoked(frame: Pfn, high: number): ActionEffect {
  const bits = high & (KIND_MASK | WRITE_BIT | PROTNONE_BIT | (OWNER_MASK << OWNER_SHIFT));
  return { entry: { low: lowWord(frame), high: highWord(frame, bits) }, invalidates: true };
}
