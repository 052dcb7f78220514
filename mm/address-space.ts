// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultOverrule } from './fault-overrule';
import { FaultTrace } from './fault-trace';
import type { AddressSpaceImage, SlotImage } from './image';
import type { Observer } from './observer';
import { PageTable } from './page-table';
import { type Pfn, pfn } from './units';
import type { UnlockedSurroundings } from './unlocked-surroundings';

export type {
  AddressSpaceImage,
  FaultError,
  LockDrop,
  ReadEvent,
  SlotImage,
  ThreadEvent,
} from './image';
export { slotImage } from './image';

/** The rules of page faults are numbered from 1 on, up to 20. */
const RULE_NUMBERS = 21;

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
    return this.table.mark() === this.loaded;
  }

  /** Undoes what faults, waits and events did since the image was loaded. */
  rewind(): void {
    this.table.rollback(this.loaded);
    this.nextPfn = this.image.nextPfn;
    this.stale = false;
  }

  /**
   * Runs something in the present state of the address space, with a fresh sequence and no events,
   * and undoes what it did.
   */
  experiment(run: () => void): void {
    const { image, nextPfn, stale } = this;
    const mark = this.table.mark();
    if (image.events.length > 0) this.image = { ...image, events: [] };
    this.stale = false;
    run();
    this.table.rollback(mark);
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

  /** `nextPfn` rounded up to a multiple of `pages`, which is then no longer free. */
  allocate(pages: number): Pfn {
    const frame = Math.ceil(this.nextPfn / pages) * pages;
    this.nextPfn = (frame + pages) as Pfn;
    return frame as Pfn;
  }
}
