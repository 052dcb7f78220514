// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from './entry';
import type { FaultOverrule } from './fault-overrule';
import { FaultTrace } from './fault-trace';
import type { AddressSpaceImage, SlotImage, ThreadEvent, Vma } from './image';
import { NoProgress } from './no-progress';
import type { Observer } from './observer';
import { PageTable } from './page-table';
import { type Address, type PageNumber, type Pfn, PMD_PAGES, PTE, pfn, RangePages } from './units';
import type { UnlockedSurroundings } from './unlocked-surroundings';
import { dropUnmapped } from './vma-change';

export type {
  AddressSpaceImage,
  FaultError,
  LockDrop,
  ReadEvent,
  SlotImage,
  ThreadEvent,
} from './image';
export { slotImage } from './image';

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
  /** Whether the image says of single pages what comes of their page faults. */
  private saysOfFaults = false;
  /** The first free page frame. */
  nextPfn: Pfn = EMPTY.nextPfn;
  /** Whether the sequence that the caller read is out of date; it stays so for the whole call. */
  stale = false;
  /** Where `handle_mm_fault` notes its calls. */
  trace = new FaultTrace();
  /** The pages of the range that is mirrored; page faults and walks are given by these. */
  readonly pages = new RangePages();
  /** Who observes what happens; mostly nobody. */
  observer: Observer | null = null;
  /** Who decides page faults before the rules do; nobody, unless a live kernel is judged. */
  overrule: FaultOverrule | null = null;
  /** What a call that takes the mmap lock itself has to look out for, while one runs. */
  unlocked: UnlockedSurroundings | null = null;
  /** Calls of `handle_mm_fault` by the rule of model.md that decided them, never reset. */
  readonly ruleCounts: Float64Array = new Float64Array(RULE_NUMBERS);
  /** The mark of the page table as the image has it. */
  loaded = 0;
  /** The image that was loaded, while `image` has other VMAs or no events any more. */
  private replaced: AddressSpaceImage | null = null;
  /** The frames of pages of files that other threads have replaced. */
  private filePages: ReadonlyMap<Address, Pfn> | null = null;
  /** Page faults and waits that do nothing, once there was one. */
  private noProgress: NoProgress | null = null;

  /** The VMAs as they are now. */
  get vmas(): readonly Vma[] {
    return this.image.vmas;
  }

  /** Takes over an image; what was loaded before is gone. The same image again is only rewound. */
  load(image: AddressSpaceImage): void {
    if (image === (this.replaced ?? this.image)) {
      this.rewind();
      return;
    }
    this.table.rollback(0);
    this.takeImage(image);
    this.replaced = null;
    this.store(image.entries);
    this.loaded = this.table.mark();
    this.rewind();
  }

  private takeImage(image: AddressSpaceImage): void {
    const { faultErrors, noProgress, lockDrops } = image;
    this.image = image;
    this.saysOfFaults = faultErrors.size > 0 || noProgress !== undefined || lockDrops !== undefined;
  }

  /** Whether anybody has a say in page faults, or wants to know of them, before the rules on entries decide. */
  get hasSay(): boolean {
    return this.saysOfFaults || this.observer !== null || this.overrule !== null;
  }

  /** Whether every entry is still as the image has it: no fault, wait or event has changed one. */
  get isAsLoaded(): boolean {
    return this.table.mark() === this.loaded;
  }

  /** Undoes what faults, waits and events did since the image was loaded. */
  rewind(): void {
    this.table.rollback(this.loaded);
    if (this.replaced !== null) this.takeImage(this.replaced);
    this.replaced = null;
    this.filePages = null;
    this.noProgress = null;
    this.nextPfn = this.image.nextPfn;
    this.stale = false;
  }

  /**
   * Runs something in the present state of the address space, with a fresh sequence, without events and
   * with page faults that all do something, and undoes what it did.
   */
  experiment(run: () => void): void {
    const { image, nextPfn, stale } = this;
    const mark = this.table.mark();
    if (image.events.length > 0 || image.noProgress !== undefined) {
      const { noProgress: _, ...rest } = image;
      this.takeImage({ ...rest, events: [] });
    }
    this.stale = false;
    run();
    this.table.rollback(mark);
    this.takeImage(image);
    this.nextPfn = nextPfn;
    this.stale = stale;
  }

  /** A call on a range begins, or somebody faults its pages; the calls of `handle_mm_fault` go into this trace. */
  beginOn(start: Address, trace: FaultTrace): void {
    this.pages.moveTo(start);
    this.trace = trace;
  }

  store(entries: readonly SlotImage[]): void {
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry !== undefined) this.table.store(entry.at, entry.level, entry.low, entry.high);
    }
  }

  /** Other threads change VMAs, then files, as an event says. */
  remap({ vmas, filePages }: ThreadEvent): void {
    if (vmas !== undefined) {
      dropUnmapped(this.table, this.vmas, vmas);
      this.takeVmas(vmas);
    }
    if (filePages !== undefined) {
      this.takeFilePages(filePages);
      for (const at of filePages.keys()) this.table.store(at, PTE, 0, 0);
    }
    // That is a change, even if no entry was one.
    this.table.note();
  }

  /** Takes over the VMAs and files that there are before a walk, in a call that another program ran. */
  adoptChanges(reached: number): void {
    for (const { beforeWalk, vmas, filePages } of this.image.events) {
      if (beforeWalk > reached) continue;
      if (vmas !== undefined) this.takeVmas(vmas);
      if (filePages !== undefined) this.takeFilePages(filePages);
    }
  }

  /** Between two calls: other threads have done what they do. What they changed stays until the address space is rewound. */
  endEvents(): void {
    this.replace({ events: [], readEvents: [] });
  }

  private takeVmas(vmas: readonly Vma[]): void {
    this.replace({ vmas });
  }

  private replace(part: Partial<AddressSpaceImage>): void {
    this.replaced ??= this.image;
    this.takeImage({ ...this.image, ...part });
  }

  private takeFilePages(pages: ReadonlyMap<Address, Pfn>): void {
    this.filePages = new Map([...(this.filePages ?? []), ...pages]);
  }

  /** The frames of pages of files that other threads have replaced until now; null if there was none. */
  get replacedFilePages(): ReadonlyMap<Address, Pfn> | null {
    return this.filePages;
  }

  /** The frame that a page of a file has now, if another thread has replaced it. */
  fileFrame(at: Address): Pfn | undefined {
    return this.filePages?.get(at);
  }

  /** Whether a page fault of a page fails as it would have to drop the mmap lock, which the call keeps. */
  failsWithLock(at: Address): boolean {
    const { lockDrops } = this.image;
    if (lockDrops === undefined || this.unlocked !== null) return false;
    return lockDrops.get(at)?.result === 'retry';
  }

  /** Whether a wait comes back without having done anything; of a huge page, by its first address. */
  waitsInVain(high: number, page: PageNumber): boolean {
    const isHuge = kindOf(high) === Kind.pmdMigration;
    const skipped = isHuge ? this.pages.skippedIn(page, PMD_PAGES) : 0;
    return this.doesNothing(this.pages.addressOf(page - skipped));
  }

  /** Whether a page fault or a wait that begins for a page comes back without having done anything. */
  doesNothing(at: Address): boolean {
    const pages = this.image.noProgress;
    if (pages === undefined) return false;
    this.noProgress ??= new NoProgress(pages);
    const { counted } = this.noProgress;
    const isDue = this.noProgress.isDue(at);
    // One that is counted brings the call nearer to its end.
    if (this.noProgress.counted !== counted) this.table.note();
    return isDue;
  }

  /** `nextPfn` rounded up to a multiple of `pages`, which is then no longer free. */
  allocate(pages: number): Pfn {
    const frame = Math.ceil(this.nextPfn / pages) * pages;
    this.nextPfn = (frame + pages) as Pfn;
    return frame as Pfn;
  }
}
