// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { Kind, kindOf, ownerOf, PROTNONE_BIT, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { findVma, type Vma, vmaIn } from '../../mm/image';
import { NO_SLOT, type PageTable, type Slot } from '../../mm/page-table';
import type { RangeRequest } from '../../mm/range';
import { capacityFor } from '../../mm/range-record';
import {
  type Address,
  type PageNumber,
  PMD_SIZE,
  PUD,
  PUD_SIZE,
  pageAddress,
  pagesBetween,
  slotEnd,
  slotStart,
} from '../../mm/units';
import { isAmong, kindsThat, PRESENT_KINDS } from '../scenario/entry-kinds';
import type { Scenario } from '../scenario/scenario';

const DEVICE_KINDS = kindsThat(({ below }) => below === 'device pages');

/** What the CPU itself can do with a page by its entry; `Access.write` includes reading. */
export const CpuAccess = { nothing: 0, read: 1, write: 2 } as const;
export type CpuAccess = (typeof CpuAccess)[keyof typeof CpuAccess];

/** Whose private pages count, and the addresses of the pages. */
type PagesTaken = Pick<RangeRequest, 'start' | 'end' | 'owner'>;

/**
 * What the CPU's page table holds for each page of a range, as it stands when {@link take} is
 * called: read from the table by address, not from what a side noted of its walks. So it judges a
 * side by what is independent of it.
 */
export class CpuPages {
  /**
   * For each page, the high word of the entry that decides about it, whatever its level, or of a
   * pseudo entry (see `mm/entry.ts`): a gap, a VMA that no range fault maps, a missing table, an
   * empty hugetlb slot.
   */
  highs: Uint32Array = new Uint32Array(64);
  /** The frame that the entry has for the page; of an entry without one, of no meaning. */
  pfns: Float64Array = new Float64Array(64);
  /**
   * What the CPU can do with each page, if it has a `struct page`, which special mappings have not;
   * and what the device of the given owner can do with its private pages.
   */
  access: Uint8Array = new Uint8Array(64);
  private zeroPfn = 0;
  private owner = 0;

  /** @param mixedMapsWalked whether VMAs with mixedmap are mapped (5.17 on). */
  take(
    space: AddressSpace,
    { start, end: rangeEnd, owner }: PagesTaken,
    mixedMapsWalked: boolean,
  ): void {
    const { vmas } = space;
    const { zeroPfn } = space.image;
    const pages = pagesBetween(start, rangeEnd);
    if (this.highs.length < pages) {
      this.highs = new Uint32Array(capacityFor(pages));
      this.pfns = new Float64Array(capacityFor(pages));
      this.access = new Uint8Array(capacityFor(pages));
    }
    this.zeroPfn = zeroPfn;
    this.owner = owner;
    let at = start;
    let page = 0;
    for (let index = findVma(vmas, at); page < pages; ) {
      const vma = vmas[index];
      const inside = vma !== undefined && vma.start <= at;
      const bound = inside ? vma.end : (vma?.start ?? rangeEnd);
      const end = bound < rangeEnd ? bound : rangeEnd;
      const stop = page + pagesBetween(at, end);
      if (!inside) this.fillNothing(Kind.gap, page, stop);
      else if (isUnmappable(vma, mixedMapsWalked)) this.fillNothing(Kind.skippedVma, page, stop);
      else this.takeVma(space.table, vma, at, end, page);
      if (inside) index++;
      at = end;
      page = stop;
    }
  }

  /** Whether a page's entry maps the zero page: the one special mapping that has a struct page. */
  isZeroPage(page: PageNumber): boolean {
    return this.pfns[page] === this.zeroPfn;
  }

  private accessBy(high: number, frame: number): CpuAccess {
    const kind = kindOf(high);
    if (!isAmong(PRESENT_KINDS, kind)) {
      const own = isAmong(DEVICE_KINDS, kind) && ownerOf(high) === this.owner;
      if (!own) return CpuAccess.nothing;
    }
    if ((high & SPECIAL_BIT) !== 0 && frame !== this.zeroPfn) return CpuAccess.nothing;
    if ((high & PROTNONE_BIT) !== 0) return CpuAccess.nothing;
    return (high & WRITE_BIT) !== 0 ? CpuAccess.write : CpuAccess.read;
  }

  private takeVma(
    table: PageTable,
    vma: Vma,
    start: Address,
    end: Address,
    first: PageNumber,
  ): void {
    let page = first;
    for (let at = start; at < end; ) {
      const next = this.takeSlot(table, vma, at, end, page);
      page += pagesBetween(at, next);
      at = next;
    }
  }

  /** Takes the slot that decides about an address. @returns where its piece ends. */
  private takeSlot(
    table: PageTable,
    vma: Vma,
    at: Address,
    end: Address,
    page: PageNumber,
  ): Address {
    const { backing } = vma;
    if (backing.kind === 'hugetlb') {
      const next = slotEnd(at, backing.size, end);
      return this.takeMapping(table, table.slot(at, backing.level), at, next, page, backing.size);
    }
    const pud = table.slot(at, PUD);
    const pudEnd = slotEnd(at, PUD_SIZE, end);
    if (table.kind(pud) === Kind.none) return this.takeNothing(at, pudEnd, page);
    if (!table.isTable(pud)) return this.takeMapping(table, pud, at, pudEnd, page, PUD_SIZE);
    const pmd = table.pmdSlot(pud, at);
    const pmdEnd = slotEnd(at, PMD_SIZE, end);
    if (table.kind(pmd) === Kind.none) return this.takeNothing(at, pmdEnd, page);
    if (!table.isTable(pmd)) return this.takeMapping(table, pmd, at, pmdEnd, page, PMD_SIZE);
    this.takePtes(table, table.pteSlot(pmd, at), page, page + pagesBetween(at, pmdEnd));
    return pmdEnd;
  }

  private takePtes(table: PageTable, first: Slot, page: PageNumber, stop: PageNumber): void {
    const { words } = table;
    const { highs, pfns, access } = this;
    let word = 2 * first;
    for (let index = page; index < stop; index++) {
      const low = words[word] ?? 0;
      const high = words[word + 1] ?? 0;
      highs[index] = high;
      const frame = pfnOf(low, high);
      pfns[index] = frame;
      access[index] = this.accessBy(high, frame);
      word += 2;
    }
  }

  private takeNothing(at: Address, end: Address, page: PageNumber): Address {
    this.fillNothing(Kind.hole, page, page + pagesBetween(at, end));
    return end;
  }

  private fillNothing(kind: Kind, page: PageNumber, stop: PageNumber): void {
    const { highs, access } = this;
    for (let index = page; index < stop; index++) {
      highs[index] = kind;
      access[index] = CpuAccess.nothing;
    }
  }

  /** A slot that maps, or would map, its pages itself: page i counts from the slot's start. */
  private takeMapping(
    table: PageTable,
    slot: Slot,
    at: Address,
    end: Address,
    page: PageNumber,
    size: number,
  ): Address {
    if (slot === NO_SLOT) return this.takeNothing(at, end, page);
    const entry = table.high(slot);
    const high = entry === 0 ? Kind.hugetlbNone : entry;
    const frame = pfnOf(table.low(slot), entry) + pagesBetween(slotStart(at, size), at);
    const stop = page + pagesBetween(at, end);
    const allowed = this.accessBy(high, frame);
    const { highs, pfns, access } = this;
    for (let index = page; index < stop; index++) {
      highs[index] = high;
      pfns[index] = frame + index - page;
      access[index] = allowed;
    }
    return end;
  }
}

/** Whether no range fault maps any page of a VMA (`hmm_vma_walk_test`). */
export function isUnmappable(vma: Vma, mixedMapsWalked: boolean): boolean {
  return vma.io || vma.pfnmap || (vma.mixedmap && !mixedMapsWalked) || !vma.read;
}

/**
 * What the CPU's page table holds in one state of an address space: read when first asked for, once
 * a scenario.
 */
export class CpuView {
  private readonly pages = new CpuPages();
  private taken: Scenario | undefined;

  /** @param mixedMapsWalked whether VMAs with mixedmap are mapped (5.17 on). */
  constructor(
    private readonly space: AddressSpace,
    private readonly mixedMapsWalked: boolean,
  ) {}

  /** To be called if the address space has come into another state by the same scenario. */
  forget(): void {
    this.taken = undefined;
  }

  /** The pages of the scenario's range, in that state. */
  of(scenario: Scenario): CpuPages {
    if (scenario !== this.taken) {
      this.pages.take(this.space, scenario.range, this.mixedMapsWalked);
      this.taken = scenario;
    }
    return this.pages;
  }
}

/** A scenario, and the address space in the state that is looked at. */
interface Judged {
  readonly space: AddressSpace;
  readonly scenario: Scenario;
}

/** The VMA of a page of a scenario's range, if there is one, as the address space is now. */
export function vmaAt({ space, scenario }: Judged, page: PageNumber): Vma | undefined {
  return vmaIn(space.vmas, pageAddress(scenario.range.start, page));
}

/** Visits the VMAs that an address of a scenario has been in at some time: what its walks met, nobody notes. */
export function forVmasOnceAt(
  { scenario: { mm } }: Pick<Judged, 'scenario'>,
  at: Address,
  visit: (vma: Vma) => void,
): void {
  const first = vmaIn(mm.vmas, at);
  if (first !== undefined) visit(first);
  for (const { vmas } of mm.events) {
    const vma = vmas && vmaIn(vmas, at);
    if (vma !== undefined) visit(vma);
  }
}
