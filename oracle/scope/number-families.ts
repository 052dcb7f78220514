// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import { Kind, kindOf, OWNER_SHIFT, ownerOf } from '../../mm/entry';
import { PFN_LIMIT, type Pfn, PUD, pfn } from '../../mm/units';
import { HUGETLB_PMD_BLOCKS, PMD_BLOCKS, PTE_BLOCKS } from '../generate/blocks';
import { NAMED_FORMATS } from '../generate/formats';
import { withFrame } from '../generate/frames';
import { HUGETLB_PMD } from '../generate/vma-blocks';
import { hasFrame } from '../scenario/entry-kinds';
import {
  askArrays,
  BASE,
  DRIVER_POLICIES,
  entryOf,
  imageOf,
  PLAIN_VMA,
  POLICIES,
  pick,
  plainAsks,
  requestOf,
  SECOND,
  TABLE,
  TABLE_END,
  VMA_CHOICES,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';

/** Around every power of 16, where a narrower field would end, and the last of all. */
const OWNERS = [1, 2, 3, 15, 16, 255, 256, 4094, 4095] as const;
const RANGE_OWNERS = [0, ...OWNERS] as const;

/** Device-private pages of any owner, in ranges of any owner. */
export function owners(): Family {
  const asks = askArrays(1);
  return family({
    name: 'owners',
    combines: `a device-private PTE of ${OWNERS.length} owners up to 4095, writable or not, ${RANGE_OWNERS.length} owners of the range, 4 requests, ${POLICIES.length} policies`,
    spaces: new Grid(OWNERS.length, 2),
    calls: new Grid(RANGE_OWNERS.length, POLICIES.length, asks.length),
    image: ([owner, write = 0]) => {
      const block = pick(DEVICE_PRIVATE, write);
      const attributes = (block.attributes & 0xff) | (pick(OWNERS, owner) << OWNER_SHIFT);
      const entry = entryOf({ ...block, attributes }, BASE, 0);
      return imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), [TABLE, entry]);
    },
    request: ([owner, policy, ask]) =>
      requestOf(BASE, pick(asks, ask), pick(POLICIES, policy), pick(RANGE_OWNERS, owner)),
  });
}

const DEVICE_PRIVATE = PTE_BLOCKS.filter(
  ({ attributes }) => kindOf(attributes) === Kind.pteDevicePrivate && ownerOf(attributes) === 1,
);

/** The first frame, those around what 32-bit words hold, and the last that documents can say. */
const FRAMES: readonly Pfn[] = [
  0,
  2 ** 28 - 1,
  2 ** 29 - 1,
  2 ** 29,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 39,
  PFN_LIMIT - 1,
].map(pfn);

/** Whose frame it is: an entry's, the zero page, the next free one, the first one of a file. */
const FRAME_USES = ['entry', 'zero', 'next', 'file'] as const;
const FRAME_ASKS = plainAsks(2).filter((asks) => new Set(asks).size === 1);
const FILE_VMAS = VMA_CHOICES.filter((choice) => choice?.backing.kind === 'file');

/** Two pages with frames at the edges; the second is none, so that a fault brings one more. */
export function frames(): Family {
  return family({
    name: 'frames',
    combines: `${FRAMES.length} pfns from 0 to 2^40 - 1 as that of an entry, the zero page, the next free page, or a file’s first, so that faults bring pfns of 2^40, ${PTE_BLOCKS.length} PTEs, ${FRAME_ASKS.length} requests on 2 pages, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(FRAME_USES.length, FRAMES.length, PTE_BLOCKS.length),
    calls: new Grid(DRIVER_POLICIES.length, FRAME_ASKS.length),
    image: ([use, frame, block]) => {
      const entry = entryOf(pick(PTE_BLOCKS, block), BASE, 0);
      return imageWith(pick(FRAME_USES, use), pick(FRAMES, frame), entry);
    },
    request: ([policy, ask]) =>
      requestOf(BASE, pick(FRAME_ASKS, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

function imageWith(
  use: (typeof FRAME_USES)[number],
  frame: Pfn,
  entry: SlotImage,
): AddressSpaceImage {
  const image = imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), [TABLE, entry]);
  switch (use) {
    case 'entry':
      return hasFrame(kindOf(entry.high))
        ? { ...image, entries: [TABLE, withFrame(entry, frame)] }
        : image;
    case 'zero': {
      const zero = entry.low === 1 ? withFrame(entry, frame) : entry;
      return { ...image, zeroPfn: frame, entries: [TABLE, zero] };
    }
    case 'next':
      return { ...image, nextPfn: frame };
    case 'file': {
      const choice = FILE_VMAS[0];
      const flags = choice?.flags ?? 0;
      const file = vmas({ flags, backing: { kind: 'file', filePfn: frame } }, BASE, TABLE_END);
      return { ...image, vmas: file };
    }
  }
}

/** What stands in the two pages of {@link formatPages}. */
const FORMAT_PTES = PTE_BLOCKS.filter(({ name }) =>
  ['none', 'present', 'present-write', 'swap', 'special'].includes(name),
);
const SLOT_BLOCKS = [...PMD_BLOCKS, ...HUGETLB_PMD_BLOCKS];

/** Two pages in every named format: PTEs beside each other, huge pages and hugetlb pages. */
export function formatPages(): Family {
  const asks = askArrays(2);
  const pairs = FORMAT_PTES.length ** 2;
  const contents = pairs + SLOT_BLOCKS.length;
  return family({
    name: 'formats-2',
    combines: `${NAMED_FORMATS.length} formats, ${pairs} pairs of PTEs, ${SLOT_BLOCKS.length} PMDs of ordinary and of hugetlb VMAs, 4 requests on each of 2 pages, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(NAMED_FORMATS.length, contents),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([, content = 0]) => (content < pairs ? pteSpace(content) : slotSpace(content - pairs)),
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
    format: ([format]) => pick(NAMED_FORMATS, format).format,
  });
}

function pteSpace(pair: number): AddressSpaceImage {
  const { length } = FORMAT_PTES;
  return imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), [
    TABLE,
    entryOf(pick(FORMAT_PTES, Math.floor(pair / length)), BASE, 0),
    entryOf(pick(FORMAT_PTES, pair % length), SECOND, 1),
  ]);
}

function slotSpace(slot: number): AddressSpaceImage {
  const isHugetlb = slot >= PMD_BLOCKS.length;
  const vma = isHugetlb ? { flags: PLAIN_VMA.flags, backing: HUGETLB_PMD } : PLAIN_VMA;
  return imageOf(vmas(vma, BASE, TABLE_END), [
    { at: BASE, level: PUD, low: 0, high: Kind.table },
    entryOf(pick(SLOT_BLOCKS, slot), BASE, 0),
  ]);
}
