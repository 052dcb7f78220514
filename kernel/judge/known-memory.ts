// SPDX-License-Identifier: GPL-2.0-or-later
import { PMD_SIZE, SLOT_SIZE } from '../../mm/units';
import { LEVELS } from '../../oracle/scenario/entry-kinds';
import type { ResultReport, SlotReport, VmaReport } from '../capture/schema';

/** What the dump before the call says of a page beyond what a document holds. */
export interface KnownPage {
  /** An anonymous page that is marked as this process's alone; of a swapped one, its entry's mark. */
  readonly exclusive: boolean;
  /** An anonymous page that no other process maps, however it is marked. */
  readonly alone: boolean;
  readonly uffdWp: boolean;
  readonly dirty: boolean;
  /** It was swapped out, and is not marked as this process's alone. */
  readonly swappedShared: boolean;
  /** The order of the compound page that it is in. */
  readonly order: number;
}

/** The mappings that the module's fault handlers fill, and how (`module/hmm_probe_abi.h`). */
export type DeviceMap = 'mixedmap-pfn' | 'dax-pte' | 'dax-pmd' | 'dax-pud' | 'other';

/** What the list of VMAs before the call says of one beyond what a document holds. */
export interface KnownMapping {
  /** `vm_page_prot` lets a page be written that is mapped for a read. */
  readonly mapsWritable: boolean;
  /** `MADV_HUGEPAGE`: the guest lets transparent huge pages be used only there. */
  readonly hugepage: boolean;
  /** The module's handler that fills it; undefined if it is not the module's. */
  readonly device: DeviceMap | undefined;
}

const NO_PAGE: KnownPage = {
  exclusive: false,
  alone: false,
  uffdWp: false,
  dirty: false,
  swappedShared: false,
  order: 0,
};

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly facts: KnownPage;
}

/** What a report knows of the memory before its call, by address. */
export class KnownMemory {
  private readonly pieces: readonly Piece[];

  /** @param marksSwap whether the kernel marks swapped pages that are this process's alone. */
  constructor(
    private readonly report: Pick<ResultReport, 'before' | 'vmas'>,
    marksSwap: boolean,
  ) {
    this.pieces = report.before.flatMap((slot) =>
      slot.is === 'none' || slot.is === 'table' ? [] : [pieceOf(slot, marksSwap)],
    );
  }

  /** What is known of a page; nothing of one that was not there. */
  pageAt(at: number): KnownPage {
    const { pieces } = this;
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pieces[middle]?.end ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const found = pieces[low];
    return found !== undefined && found.start <= at ? found.facts : NO_PAGE;
  }

  /** What is known of the VMA that begins at an address. */
  mappingFrom(start: number): KnownMapping {
    const vma = this.report.vmas.find((one) => Number(one.start) === start);
    if (vma === undefined) return { mapsWritable: false, hugepage: false, device: undefined };
    return {
      mapsWritable: vma.mapsWritable === true,
      hugepage: vma.hugepage === true && vma.nohugepage !== true,
      device: vma.device === true ? deviceMap(vma) : undefined,
    };
  }
}

function pieceOf(slot: SlotReport, marksSwap: boolean): Piece {
  const { at, level, n = 1 } = slot;
  const start = Number(at);
  const exclusive = slot.exclusive === true;
  const facts = {
    exclusive,
    alone: slot.alone === true || exclusive,
    uffdWp: slot.uffdWp === true || ((slot.markerBits ?? 0) & WP_MARKER) !== 0,
    dirty: slot.dirty === true,
    swappedShared: marksSwap && slot.is === 'swap' && !exclusive,
    order: slot.order ?? 0,
  };
  return { start, end: start + n * SLOT_SIZE[LEVELS[level]], facts };
}

/** The bit of a marker for the protection of a userfaultfd. */
const WP_MARKER = 1;

/** The module's mappings say what they are by their offset: the kind, in units of 4 GiB. */
const KIND_SHIFT = 20n;
const DEVICE_MAPS: ReadonlyMap<bigint, DeviceMap> = new Map([
  [3n, 'mixedmap-pfn'],
  [5n, 'dax-pte'],
  [6n, 'dax-pmd'],
  [7n, 'dax-pud'],
]);

function deviceMap({ pgoff }: VmaReport): DeviceMap {
  return DEVICE_MAPS.get(BigInt(pgoff) >> KIND_SHIFT) ?? 'other';
}

/** Whether a slot of 2 MiB around an address lies in a VMA as a whole. */
export function holdsHugeSlot(vma: { readonly start: number; readonly end: number }, at: number) {
  const slot = at - (at % PMD_SIZE);
  return vma.start <= slot && slot + PMD_SIZE <= vma.end;
}
