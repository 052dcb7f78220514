// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { Kind, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { findVma, type Vma } from '../../mm/image';
import { type Address, PMD, PTE, SLOT_SIZE, slotStart } from '../../mm/units';
import type { Scenario } from '../../oracle/scenario/scenario';
import { isProtnone, isWritable, type Leaf, leafOf } from '../judge/live-fault';

/** What a process can do to bring a slot of its page table into a state. */
type Wish =
  /** A page table without an entry. */
  | 'table'
  | 'zero'
  | 'read-only'
  | 'writable'
  | 'swap'
  | 'hwpoison'
  | 'huge-zero'
  | 'huge-read-only'
  | 'huge-writable'
  | 'hugetlb-read-only'
  | 'hugetlb-writable';

/** Whether an entry of this wish is a huge page, in a VMA of any backing. */
export function isHuge(wish: Wish): boolean {
  switch (wish) {
    case 'huge-zero':
    case 'huge-read-only':
    case 'huge-writable':
    case 'hugetlb-read-only':
    case 'hugetlb-writable':
      return true;
    case 'table':
    case 'zero':
    case 'read-only':
    case 'writable':
    case 'swap':
    case 'hwpoison':
      return false;
  }
}

/** A slot of a scenario that is to be brought about. */
export interface WishedSlot {
  readonly at: Address;
  readonly vma: Vma;
  readonly wish: Wish;
  readonly protnone: boolean;
}

const MOVES = 'a migration entry cannot be held still';
const NEEDS_DEVICE = 'a huge device mapping needs a device with memory of its own';

const MARKER = 'a guest has no step that leaves a PTE marker';

/** Why a process cannot bring about an entry of these kinds. */
const OUT_OF_REACH = {
  [Kind.pteMigration]: MOVES,
  [Kind.pmdMigration]: MOVES,
  [Kind.hugetlbMigration]: MOVES,
  [Kind.pteDevicePrivate]:
    'a device-private page needs a kernel that is built for it, and a device',
  [Kind.pteDeviceExclusive]: 'a device-exclusive page needs a device that takes it for itself',
  [Kind.pmdDevicePrivate]:
    'a device-private huge page needs a kernel that is built for it, and a device',
  [Kind.pteDevmap]: 'a device mapping needs a device with memory of its own',
  [Kind.pteUffdWpMarker]: MARKER,
  [Kind.ptePoisonMarker]: MARKER,
  [Kind.pteGuardMarker]: MARKER,
  [Kind.pmdDevmap]: NEEDS_DEVICE,
  [Kind.pudDevmap]: NEEDS_DEVICE,
  [Kind.pudNonpresent]: 'no kernel makes a PUD that is neither none nor present',
  [Kind.pmdNonpresent]: 'a PMD that is neither present nor migrating cannot be brought about',
  [Kind.pmdBad]: 'a corrupt PMD cannot be brought about',
} as const satisfies Readonly<Partial<Record<Kind, string>>>;
type OutOfReach = keyof typeof OUT_OF_REACH;

function isOutOfReach(kind: Kind): kind is OutOfReach {
  return kind in OUT_OF_REACH;
}

/**
 * The slots of a scenario that a process can bring about, and why it cannot bring about the others.
 */
export function wishesOf(scenario: Scenario): {
  readonly slots: readonly WishedSlot[];
  readonly missing: readonly string[];
} {
  const space = new AddressSpace();
  space.load(scenario.mm);
  const slots = new Map<Address, WishedSlot>();
  const missing = new Set<string>();
  for (const { at: named, level } of scenario.mm.entries) {
    const leaf = leafOf(space.table, named);
    const at = slotStart(named, SLOT_SIZE[leaf.level]);
    const vma = scenario.mm.vmas[findVma(scenario.mm.vmas, at)];
    const { kind } = leaf;
    if (isOutOfReach(kind)) missing.add(OUT_OF_REACH[kind]);
    else if (vma === undefined || vma.start > at || vma.end < at + SLOT_SIZE[leaf.level]) {
      if (kind !== Kind.none) missing.add('an entry outside of VMAs cannot be brought about');
    } else if (kind !== Kind.none || (level === PMD && leaf.level === PTE)) {
      const wish = wishOf(scenario, kind, leaf, vma);
      if (wish === undefined) missing.add('a special page needs a driver’s mapping');
      else slots.set(at, { at, vma, wish, protnone: isProtnone(leaf) });
    }
  }
  return { slots: [...slots.values()], missing: [...missing] };
}

function wishOf(
  { mm }: Scenario,
  kind: Exclude<Kind, OutOfReach>,
  leaf: Leaf,
  vma: Vma,
): Wish | undefined {
  const writable = isWritable(leaf);
  switch (kind) {
    case Kind.ptePresent: {
      const zero = pfnOf(leaf.low, leaf.high) === mm.zeroPfn;
      if (zero && !writable && vma.backing.kind === 'anon') return 'zero';
      if ((leaf.high & SPECIAL_BIT) !== 0 && !vma.pfnmap && !vma.mixedmap) return undefined;
      return writable ? 'writable' : 'read-only';
    }
    case Kind.pteSwap:
      return 'swap';
    case Kind.pteHwpoison:
      return 'hwpoison';
    case Kind.pmdHuge:
      return writable ? 'huge-writable' : 'huge-read-only';
    case Kind.hugetlbPresent:
      return (leaf.high & WRITE_BIT) !== 0 ? 'hugetlb-writable' : 'hugetlb-read-only';
    case Kind.hugetlbHwpoison:
      return 'hwpoison';
    case Kind.none:
    case Kind.table:
    // These stand in no slot.
    case Kind.hole:
    case Kind.gap:
    case Kind.skippedVma:
    case Kind.hugetlbNone:
    case Kind.untouched:
      return 'table';
  }
}
