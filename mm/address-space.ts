// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultOverrule } from './fault-overrule';
import { FaultTrace } from './fault-trace';
import type { AddressSpaceImage, FaultError, SlotImage, ThreadEvent } from './image';
import { NoProgress } from './no-progress';
import type { Observer } from './observer';
import { PageTable } from './page-table';
import { type Address, type Pfn, PTE, pfn } from './units';
import type { UnlockedSurroundings } from './unlocked-surroundings';
import type { Vma } from './vma';
import { dropUnmapped } from './vma-change';

export type {
  AddressSpaceImage,
  FaultError,
  LockDrop,
  ReadEvent,
  SlotImage,
  ThreadEvent,
} from './image';

/** The rules of page faults are numbered from 1 on, up to 24. */
const RULE_NUMBERS = 25;

const EMPTY: AddressSpaceImage = {
  nextPfn: pfn(0),
  zeroPfn: pfn(0),
  vmas: [],
  entries: [],
  faultErrors: new Map(),
  events: [],
  readEvents: [],
};

/**
 * The process whose memory is mirrored: VMAs, page table, and the state of the one interval
 * notifier, which covers exactly the range. An instance serves any number of scenarios: `load` one,
 * run a side, `rewind`, run the next side.
 */
export class AddressSpace {
  readonly table = new PageTable();
  image: AddressSpaceImage = EMPTY;
  /** The first free page frame. */
  nextPfn: Pfn = EMPTY.nextPfn;
  /** Whether the sequence that the caller read is out of date; it stays so for the whole call. */
  stale = false;
  /** Where `handle_mm_fault` notes its calls; a side puts its own trace here. */
  trace = new FaultTrace();
  /** Who is told what happens; mostly nobody. */
  observer: Observer | null = null;
  /** Who decides page faults before the rules do; nobody, unless a live kernel is judged. */
  overrule: FaultOverrule | null = null;
  /** What a call that takes the mmap lock itself has to look out for, while one runs. */
  unlocked: UnlockedSurroundings | null = null;
  /** Calls of `handle_mm_fault` by the rule of model.md that decided them, never reset. */
  readonly ruleCounts: Float64Array = new Float64Array(RULE_NUMBERS);
  /** The mark of the page table as the image has it. */
  loaded = 0;
  /** The VMAs that other threads have put in the place of the image's; null while these stand. */
  private changedVmas: readonly Vma[] | null = null;
  /** How many writes showed a walk other entries than there are, or took that back. */
  private disguises = 0;
  /** How often VMAs or files were changed. */
  private otherChanges = 0;
  /** The frames of pages of files that other threads have replaced. */
  private filePages: ReadonlyMap<Address, Pfn> | null = null;
  /** Page faults and waits that do nothing, once there was one. */
  private noProgress: NoProgress | null = null;

  /** The VMAs as they are now. */
  get vmas(): readonly Vma[] {
    return this.changedVmas ?? this.image.vmas;
  }

  /** How much has happened that brings a call on: changes of entries and VMAs, faults and waits that were used up. */
  get progress(): number {
    return this.table.mark() - this.disguises + this.otherChanges + (this.noProgress?.counted ?? 0);
  }

  /** Takes over an image; what was loaded before is gone. The same image again is only rewound. */
  load(image: AddressSpaceImage): void {
    if (image === this.image) {
      this.rewind();
      return;
    }
    this.table.rollback(0);
    this.image = image;
    this.store(image.entries);
    this.loaded = this.table.mark();
    this.rewind();
  }

  /** Whether every entry is still as the image has it: no fault, wait or event has changed one. */
  get isAsLoaded(): boolean {
    return this.table.mark() === this.loaded && this.changedVmas === null;
  }

  /** Undoes what faults, waits and events did since the image was loaded. */
  rewind(): void {
    this.table.rollback(this.loaded);
    this.nextPfn = this.image.nextPfn;
    this.stale = false;
    this.changedVmas = null;
    this.otherChanges = 0;
    this.disguises = 0;
    this.filePages = null;
    this.noProgress = null;
  }

  /**
   * Runs something in the present state of the address space, with a fresh sequence, without events and
   * with page faults that all do something, and undoes what it did.
   */
  experiment(run: () => void): void {
    const { image, nextPfn, stale, noProgress } = this;
    const mark = this.table.mark();
    if (image.events.length > 0 || image.noProgress !== undefined) {
      const { noProgress: _, ...rest } = image;
      this.image = { ...rest, events: [] };
    }
    this.stale = false;
    run();
    this.table.rollback(mark);
    this.noProgress = noProgress;
    this.image = image;
    this.nextPfn = nextPfn;
    this.stale = stale;
  }

  store(entries: readonly SlotImage[]): void {
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry !== undefined) this.table.store(entry.at, entry.level, entry.low, entry.high);
    }
  }

  /** Writes entries in place of those that there are, for an experiment: that is no progress of the call. */
  disguise(write: () => void): void {
    const mark = this.table.mark();
    write();
    this.disguises += this.table.mark() - mark;
  }

  /** Other threads change VMAs, files and entries, in this order, as an event says. */
  meet({ vmas, filePages, entries }: ThreadEvent): void {
    if (vmas !== undefined) {
      dropUnmapped(this.table, this.vmas, vmas);
      this.changedVmas = vmas;
      this.otherChanges++;
    }
    if (filePages !== undefined) {
      this.otherChanges++;
      this.filePages = new Map([...(this.filePages ?? []), ...filePages]);
      for (const at of filePages.keys()) this.table.store(at, PTE, 0, 0);
    }
    this.store(entries);
  }

  /** Takes over the VMAs and files that other threads have left before a walk, of a call that another program ran. */
  adoptChanges(reached: number): void {
    for (const { beforeWalk, vmas, filePages } of this.image.events) {
      if (beforeWalk > reached) continue;
      if (vmas !== undefined) this.changedVmas = vmas;
      if (filePages !== undefined) {
        this.filePages = new Map([...(this.filePages ?? []), ...filePages]);
      }
    }
  }

  /** The frame that a page of a file has now, if another thread has replaced it. */
  fileFrame(at: Address): Pfn | undefined {
    return this.filePages?.get(at);
  }

  /** Why a page fault of a page fails whatever its entry is, if it does; where it may not drop the mmap lock, too. */
  failsBy(at: Address): FaultError | undefined {
    const { faultErrors, lockDrops } = this.image;
    if (this.unlocked === null && lockDrops?.get(at)?.result === 'retry') return 'sigbus';
    return faultErrors.size === 0 ? undefined : faultErrors.get(at);
  }

  /** Whether a page fault or a wait that begins for a page comes back without having done anything. */
  doesNothing(at: Address): boolean {
    const pages = this.image.noProgress;
    if (pages === undefined) return false;
    this.noProgress ??= new NoProgress(pages);
    return this.noProgress.isDue(at);
  }

  /** `nextPfn` rounded up to a multiple of `pages`, which is then no longer free. */
  allocate(pages: number): Pfn {
    const frame = Math.ceil(this.nextPfn / pages) * pages;
    this.nextPfn = (frame + pages) as Pfn;
    return frame as Pfn;
  }
}
