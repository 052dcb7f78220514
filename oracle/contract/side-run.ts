// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace, SlotImage, ThreadEvent } from '../../mm/address-space';
import { EBUSY } from '../../mm/errno';
import { findVma, type Vma } from '../../mm/image';
import type { RangeRecord } from '../../mm/range-record';
import {
  PAGE_SIZE,
  type PageNumber,
  pageAddress,
  SLOT_SIZE,
  slotEnd,
  slotStart,
} from '../../mm/units';
import { type OriginName, originName } from '../compare/origin';
import { presentImage } from '../run/present-image';
import { runOrThrow, runSide } from '../run/runner';
import type { Side } from '../run/side';
import { hasChange } from '../run/side-names';
import { type Scenario, variantOf } from '../scenario/scenario';
import { CHANGES } from '../scenario/sides';
import type { Asked } from './asked';
import { CpuAccess, type CpuPages, CpuView, isUnmappable, vmaAt } from './cpu-pages';
import { type FailedPiece, type FaultedPiece, sizeOf } from './piece';

/** All changes but those that decide only how a gap is cut, and which bits a word has beside its state. */
const ASKED_CHANGES = CHANGES.filter(
  (change) => change !== 'mapOrder' && change !== 'gapIsOneHole',
);

/**
 * One side's result on one scenario, with what each page was effectively asked: what the clauses of
 * the contract look at. It holds as long as the side runs nothing else; one instance serves many.
 */
export class SideRun {
  /** A second instance of the side, for experiments: what would have been if … */
  readonly laboratory: Side;
  /** What the side's last run left, apart from its array. */
  readonly record: RangeRecord;
  /** What the side's kernel has of the changes that decide what a page fault can bring, and what is said of it. */
  readonly foreignPrivateFaulted: boolean;
  readonly mixedMapsWalked: boolean;
  readonly privatePmdsReported: boolean;
  readonly exclusiveFaulted: boolean;
  readonly devmapPtesReported: boolean;
  readonly wpMarkersAreNone: boolean;
  /** Whether markers of poison and of guard pages are: from 5.19 to 6.18. */
  readonly otherMarkersFaulted: boolean;
  readonly outOfMemoryReported: boolean;
  private readonly changes: string;
  private readonly left: CpuView;
  private current: CpuView;
  /** What `failedPiece` found in this state; several clauses ask for it. */
  failed: FailedPiece | undefined;
  /** What `faultedPieces` found of this call. */
  pieces: readonly FaultedPiece[] | undefined;
  /** The page whose entry was named last in this state: each violation of a clause asks for it. */
  private namedPage = -1;
  private name: OriginName = 'nothing';

  /** @param space the address space that the side was made for. */
  constructor(
    readonly side: Side,
    readonly space: AddressSpace,
    /** What each page was effectively asked. */
    readonly asked: Asked,
    /** Is told of each experiment, with the address space that it would be made on, in place of making it. */
    private readonly foresee?: (scenario: Scenario) => void,
  ) {
    this.laboratory = side.fresh(space);
    this.record = side.record;
    this.foreignPrivateFaulted = hasChange(side.name, 'foreignPrivateFaulted');
    this.mixedMapsWalked = hasChange(side.name, 'mixedMapsWalked');
    this.exclusiveFaulted = hasChange(side.name, 'exclusiveFaulted');
    this.privatePmdsReported = hasChange(side.name, 'privatePmdsReported');
    this.devmapPtesReported = hasChange(side.name, 'devmapPtesReported');
    this.wpMarkersAreNone = hasChange(side.name, 'wpMarkersAreNone');
    this.otherMarkersFaulted =
      hasChange(side.name, 'otherMarkersAreNone') && !hasChange(side.name, 'otherMarkersRefused');
    this.outOfMemoryReported = hasChange(side.name, 'outOfMemoryReported');
    this.changes = ASKED_CHANGES.filter((change) => hasChange(side.name, change)).join();
    this.left = new CpuView(space, this.mixedMapsWalked);
    this.current = this.left;
  }

  /**
   * Runs an experiment on the laboratory; the address space must be loaded and fresh.
   *
   * @param reads whether the words that it put out are decoded, too.
   * @returns whether it has a result: a call without room for a pfn has none, and nor has one that is only foreseen.
   * @throws SideFailure if the side threw.
   */
  experiment(scenario: Scenario, reads: 'states' | 'words' = 'states'): boolean {
    const { laboratory, foresee } = this;
    if (foresee !== undefined) {
      foresee(scenario);
      return false;
    }
    runOrThrow(laboratory, scenario, reads === 'states');
    return laboratory.overflow === undefined;
  }

  /** As {@link experiment}, in the present state of the address space, which is kept; reads no output. */
  experimentHere(scenario: Scenario): boolean {
    const { laboratory, space, foresee } = this;
    space.experiment(() => {
      if (foresee === undefined) runSide(laboratory, scenario, false);
      else foresee(variantOf(scenario, scenario.range, presentImage(space)));
    });
    if (foresee !== undefined) return false;
    if (laboratory.failure !== undefined) throw laboratory.failure;
    return laboratory.overflow === undefined;
  }

  /**
   * To be called whenever the address space has come into another state that clauses look at.
   *
   * @param view of that state, if sides share it; if not given, what this side left.
   */
  lookAnew(view: CpuView = this.left): void {
    this.current = view;
    this.failed = undefined;
    this.pieces = undefined;
    this.namedPage = -1;
    if (view === this.left) view.forget();
  }

  /** Of the state that clauses look at. */
  get view(): CpuView {
    return this.current;
  }

  /** Whether the other side's kernel has the same changes, as far as clauses ask for them. */
  hasChangesOf(other: SideRun): boolean {
    return this.changes === other.changes;
  }

  /**
   * What the CPU's page table holds for each page of the range, in the state of the address space
   * that the clause sees.
   */
  get cpu(): CpuPages {
    return this.current.of(this.scenario);
  }

  get scenario(): Scenario {
    return this.asked.scenario;
  }

  /** Whether the page's input, the mask and the defaults together ask for a fault. */
  asksFault(page: PageNumber): boolean {
    return this.asked.faults(page);
  }

  /** Whether they ask for a page that can be written. */
  asksWrite(page: PageNumber): boolean {
    return this.asked.writes(page);
  }

  /** Whether any page of `[first, stop)` is asked for, or is to be writable. */
  anyAsked(first: PageNumber, stop: PageNumber, write = false): boolean {
    for (let page = first; page < stop; page++) {
      if (write ? this.asked.writes(page) : this.asked.faults(page)) return true;
    }
    return false;
  }

  /** Whether no range fault of this side's kernel maps any page of a VMA. */
  isUnmappable(vma: Vma): boolean {
    return isUnmappable(vma, this.mixedMapsWalked);
  }

  /** The {@link CpuAccess} that the CPU has to a page; to a private page of its owner, the device. */
  mayUse(page: PageNumber): number {
    return this.cpu.access[page] ?? CpuAccess.nothing;
  }

  /** Whether other threads changed entries, VMAs or files during the call, or may have. */
  get othersStored(): boolean {
    const { events } = this.scenario.mm;
    return events.length > 0 && events.some(changesSomething);
  }

  /** Whether a page fault was called for any page of `[first, stop)`. */
  wasFaulted(first: PageNumber, stop: PageNumber): boolean {
    const { faults } = this.record;
    for (let row = 0; row < faults.rows; row++) {
      const { first: from, pages } = faults.row(row);
      if (from < stop && from + pages > first) return true;
    }
    return false;
  }

  /**
   * Whether a page's entry may have changed after it was put out: another thread stored one after
   * the first walk began, or the call did something for a later VMA that shares the entry.
   */
  changedMeanwhile(page: PageNumber): boolean {
    if (this.record.walkEnds().length > 0 && this.isSharedEntry(page)) return true;
    const { events } = this.scenario.mm;
    if (events.length === 0) return false;
    const at = pageAddress(this.scenario.range.start, page);
    return events.some(
      (event) =>
        this.cameMeanwhile(event) &&
        (event.vmas !== undefined ||
          event.filePages?.has(at) === true ||
          event.entries.some((entry) => covers(entry, at) || this.splits(entry, page))),
    );
  }

  /** Whether an entry, with the tables above it, replaced a larger one that a page was put out from. */
  private splits(entry: SlotImage, page: PageNumber): boolean {
    const vma = vmaAt(this, page);
    if (vma === undefined) return false;
    const size = sizeOf(this.record.origins[page] ?? 0, vma);
    const at = pageAddress(this.scenario.range.start, page);
    return slotStart(entry.at, size) === slotStart(at, size);
  }

  /**
   * The high word of the entry that a page was put out from: the one that stands there; if it may
   * have changed since, what the side noted.
   */
  entryOf(page: PageNumber): number {
    const met = this.changedMeanwhile(page) ? this.record.origins[page] : this.cpu.highs[page];
    return met ?? 0;
  }

  /** The name of the {@link entryOf} a page. */
  entryName(page: PageNumber): OriginName {
    if (page !== this.namedPage) {
      this.name = originName(this.entryOf(page), this.scenario.range.owner);
      this.namedPage = page;
    }
    return this.name;
  }

  private isSharedEntry(page: PageNumber): boolean {
    const { vmas } = this.space;
    if (vmas.length < 2) return false;
    const at = pageAddress(this.scenario.range.start, page);
    const vma = vmaAt(this, page);
    const next = vmas[findVma(vmas, at) + 1];
    if (vma === undefined || next === undefined) return false;
    return next.start < slotEnd(at, sizeOf(this.cpu.highs[page] ?? 0, vma), next.end);
  }

  private cameMeanwhile({ beforeWalk }: ThreadEvent): boolean {
    const { ret, walks } = this.record;
    return beforeWalk > 1 && beforeWalk <= (ret === EBUSY ? walks + 1 : walks);
  }

  /** The index of the page at an address of the range. */
  pageAt(at: number): PageNumber {
    return (at - this.scenario.range.start) / PAGE_SIZE;
  }
}

/** Whether an entry, or a table below it, decides about an address. */
function covers({ at, level }: SlotImage, address: number): boolean {
  return address >= at && address < at + SLOT_SIZE[level];
}

function changesSomething({ entries, vmas, filePages }: ThreadEvent): boolean {
  return entries.length > 0 || vmas !== undefined || filePages !== undefined;
}
