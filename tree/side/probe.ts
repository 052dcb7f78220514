// SPDX-License-Identifier: GPL-2.0-or-later
import { attributeBits, highWord, Kind, lowWord } from '../../mm/entry';
import { ENOMEM } from '../../mm/errno';
import { type AddressSpaceImage, ANON, type SlotImage, slotImage, type Vma } from '../../mm/image';
import { Ask } from '../../mm/range';
import { type Address, address, advance, PAGE_SIZE, PMD, PTE, PUD_SIZE, pfn } from '../../mm/units';
import type { ModernRevision } from '../../modern/revision';
import type { WordLayout } from '../../modern/word-layout';
import type { MarkerKind } from '../../oracle/differences/revision/marker-disguise';
import { hasFrame } from '../../oracle/scenario/entry-kinds';
import type { Scenario } from '../../oracle/scenario/scenario';
import { type TreeReply, WireOutcome } from '../wire/types';

const BASE = address(0x7f00_0000_0000);
const FRAME = pfn(0x2000);

function vmaAt(start: Address, pages: number, more: Partial<Vma> = {}): Vma {
  return {
    ...{ start, end: advance(start, pages * PAGE_SIZE) },
    ...{ read: true, write: true, shared: false, io: false, pfnmap: false, mixedmap: false },
    backing: ANON,
    ...more,
  };
}

function pteAt(
  at: Address,
  kind:
    | typeof Kind.ptePresent
    | typeof Kind.pteDevmap
    | typeof Kind.pteDevicePrivate
    | typeof Kind.pteDeviceExclusive
    | MarkerKind,
): SlotImage {
  const owner = kind === Kind.pteDevicePrivate ? 2 : 0;
  const attributes = attributeBits({ kind, owner });
  if (!hasFrame(kind)) return slotImage(at, PTE, 0, attributes);
  return slotImage(at, PTE, lowWord(FRAME), highWord(FRAME, attributes));
}

/** A huge page of the owner 1. */
function privatePmdAt(at: Address): SlotImage {
  const high = highWord(FRAME, attributeBits({ kind: Kind.pmdDevicePrivate, owner: 1 }));
  return slotImage(at, PMD, lowWord(FRAME), high);
}

function probe(
  vmas: readonly Vma[],
  entries: readonly SlotImage[],
  start: Address,
  asks: readonly Ask[],
  faultErrors: AddressSpaceImage['faultErrors'] = new Map(),
): Scenario {
  const mm: AddressSpaceImage = {
    ...{ nextPfn: pfn(0x10_0000), zeroPfn: pfn(1), vmas, entries },
    ...{ faultErrors, events: [], readEvents: [] },
  };
  const end = advance(start, asks.length * PAGE_SIZE);
  const request = { defaults: Ask.nothing, mask: Ask.all, owner: 1 };
  const range = { start, end, ...request, asks: Uint8Array.from(asks) };
  return { id: 'probe', mm, range, format: undefined };
}

/** A present page in a VMA with mixedmap: walked, or an error. */
const MIXED = probe([vmaAt(BASE, 1, { mixedmap: true })], [pteAt(BASE, Kind.ptePresent)], BASE, [
  Ask.nothing,
]);
/** The owner's huge page in device memory: reported, or an error. */
const PRIVATE_PMD = probe([vmaAt(BASE, 1)], [privatePmdAt(BASE)], BASE, [Ask.nothing]);
/** A page that a device has for itself, with a request: faulted, or impossible. */
const EXCLUSIVE = probe([vmaAt(BASE, 1)], [pteAt(BASE, Kind.pteDeviceExclusive)], BASE, [Ask.read]);
/** A device's page in a PTE: reported, or an error. */
const DEVMAP = probe([vmaAt(BASE, 1)], [pteAt(BASE, Kind.pteDevmap)], BASE, [Ask.nothing]);
/** Markers with a request: faulted, or impossible. */
const WP_MARKER = probe([vmaAt(BASE, 1)], [pteAt(BASE, Kind.pteUffdWpMarker)], BASE, [Ask.read]);
const POISON_MARKER = probe([vmaAt(BASE, 1)], [pteAt(BASE, Kind.ptePoisonMarker)], BASE, [
  Ask.read,
]);
/** Another owner's page with a request: faulted, or impossible. */
const FOREIGN = probe([vmaAt(BASE, 1)], [pteAt(BASE, Kind.pteDevicePrivate)], BASE, [Ask.read]);
/** A gap across the end of a PUD's slot, asked for only beyond it: two holes show in the first page. */
const BOUNDARY = advance(BASE, PUD_SIZE);
const GAP = probe([vmaAt(BASE, 1)], [pteAt(BASE, Kind.ptePresent)], advance(BOUNDARY, -PAGE_SIZE), [
  Ask.nothing,
  Ask.read,
]);
/** A page that is asked for, whose fault runs out of memory: -ENOMEM, or -EFAULT. */
const NO_MEMORY = probe([vmaAt(BASE, 1)], [], BASE, [Ask.read], new Map([[BASE, 'oom']]));

/**
 * Finds out what a tree with the fixed format does where releases differ, by running it: its sources
 * may say it in any words.
 */
export function probeRevision(
  run: (scenario: Scenario) => TreeReply,
  { orderShift, bits }: WordLayout,
): ModernRevision {
  const valid = 1n << BigInt(bits - 1);
  const isValid = ({ outcome, words }: TreeReply): boolean =>
    outcome === WireOutcome.returned && ((words[0] ?? 0n) & valid) !== 0n;
  const wpMarkersAreNone = run(WP_MARKER).faults.length > 0;
  // What takes one marker as none and no other one has learnt it since.
  const othersFaulted = run(POISON_MARKER).faults.length > 0;
  return {
    mapOrder: orderShift !== undefined,
    exclusiveFaulted: run(EXCLUSIVE).faults.length > 0,
    devmapPtesReported: isValid(run(DEVMAP)),
    mixedMapsWalked: isValid(run(MIXED)),
    foreignPrivateFaulted: run(FOREIGN).faults.length > 0,
    wpMarkersAreNone,
    otherMarkersAreNone: othersFaulted || wpMarkersAreNone,
    gapIsOneHole: run(GAP).words[0] === 0n,
    privatePmdsReported: isValid(run(PRIVATE_PMD)),
    otherMarkersRefused: wpMarkersAreNone && !othersFaulted,
    outOfMemoryReported: run(NO_MEMORY).ret === ENOMEM,
  };
}
