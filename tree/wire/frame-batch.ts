// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import type {
  AddressSpaceImage,
  FaultError,
  LockDrop,
  SlotImage,
  ThreadEvent,
  Vma,
} from '../../mm/image';
import type { NoProgressPages } from '../../mm/no-progress';
import type { UnlockedCall } from '../../mm/range';
import type { Address } from '../../mm/units';
import type { Word64 } from '../../mm/word64';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { WireBatch, WireBatchWriter } from './types';

/*
 * The layout of a frame, as `tree/host/wire.h` has it: 32-bit words, little-endian, 64-bit ones as
 * two of them with the low one first. Every part takes a multiple of 8 bytes.
 */
const HEADER_WORDS = 18;
const FORMAT_WORDS = 12;
const VMA_WORDS = 10;
const ENTRY_WORDS = 4;
const ERROR_WORDS = 2;
const EVENT_WORDS = 4;
const TWO_32 = 2 ** 32;
const FIRST_CAPACITY = 2 ** 16;

const DETAILED = 1;
const FORMATTED = 2;
const UNLOCKED = 4;
const HAS_LOCK_DROPS = 8;
const HAS_NO_PROGRESS = 16;
const UNLOCKED_WORDS = 2;
const LOCK_DROP_WORDS = 4;
const EVENT_INVALIDATES = 1;
const EVENT_KILLS = 2;
const EVENT_CHANGES_VMAS = 4;
const EVENT_CHANGES_FILES = 8;
/** A number and an unused word before what is counted. */
const COUNT_WORDS = 2;
const PAGE_WORDS = 4;
const LOCK_DROPS: Readonly<Record<LockDrop['result'], number>> = { retry: 5, completed: 6 };

const VMA_FLAGS = ['read', 'write', 'shared', 'io', 'pfnmap', 'mixedmap'] as const;
const BACKINGS = { anon: 0, file: 1, hugetlb: 2 } as const;
const FAULT_ERRORS: Readonly<Record<FaultError, number>> = {
  sigbus: 1,
  oom: 2,
  hwpoison: 3,
  sigsegv: 4,
};

/** Scenarios as frames, for any tree: nothing in them is of one release's format. */
export class FrameBatch implements WireBatchWriter {
  count = 0;
  private words = new Uint32Array(FIRST_CAPACITY);
  private used = 0;

  private largest = 0;
  private watched = false;

  /**
   * @param detailed whether replies say what each page was put out for, and how walks ended.
   * @param watching whether they say which entries were read.
   */
  constructor(
    private readonly detailed = false,
    private readonly watching = false,
  ) {}

  get size(): number {
    return 4 * this.used;
  }

  add({ mm, range, format }: Scenario): void {
    const { asks, call } = range;
    const askWords = 2 * Math.ceil(asks.length / 8);
    let size = HEADER_WORDS + askWords + (format === undefined ? 0 : FORMAT_WORDS);
    size += VMA_WORDS * mm.vmas.length + ENTRY_WORDS * mm.entries.length;
    size += ERROR_WORDS * mm.faultErrors.size;
    if (call !== undefined) size += UNLOCKED_WORDS + LOCK_DROP_WORDS * (mm.lockDrops?.size ?? 0);
    else if (mm.lockDrops !== undefined) size += COUNT_WORDS + LOCK_DROP_WORDS * mm.lockDrops.size;
    if (mm.noProgress !== undefined) size += COUNT_WORDS + PAGE_WORDS * mm.noProgress.size;
    for (const event of mm.events) size += eventWords(event);
    for (const { entries } of mm.readEvents) size += EVENT_WORDS + ENTRY_WORDS * entries.length;
    if (mm.readEvents.length > 0) this.watched = true;
    this.reserve(size);
    this.largest = Math.max(this.largest, 4 * size);
    this.count++;
    this.put(size);
    this.put(asks.length);
    this.putNumber(range.start);
    this.putNumber(range.end);
    this.put(range.defaults);
    this.put(range.mask);
    this.put(range.owner);
    const shape =
      (format === undefined ? 0 : FORMATTED) |
      (call === undefined ? 0 : UNLOCKED) |
      (call !== undefined || mm.lockDrops === undefined ? 0 : HAS_LOCK_DROPS) |
      (mm.noProgress === undefined ? 0 : HAS_NO_PROGRESS);
    this.put((this.detailed ? DETAILED : 0) | shape);
    this.putNumber(mm.nextPfn);
    this.putNumber(mm.zeroPfn);
    this.put(mm.vmas.length);
    this.put(mm.entries.length);
    this.put(mm.faultErrors.size);
    this.put(mm.events.length + mm.readEvents.length);
    if (format !== undefined) this.putFormat(format);
    if (call !== undefined) this.putCall(call, mm);
    else if (mm.lockDrops !== undefined) this.putLockDrops(mm.lockDrops);
    if (mm.noProgress !== undefined) this.putNoProgress(mm.noProgress);
    for (let index = 0; index < mm.vmas.length; index++) this.putVma(mm.vmas[index]);
    for (const [at, error] of mm.faultErrors) this.putNumber(at + FAULT_ERRORS[error]);
    this.putEntries(mm.entries);
    for (const event of mm.events) this.putEvent(event);
    for (const { atRead, invalidate, entries } of mm.readEvents) {
      this.put(0);
      this.put(invalidate ? 1 : 0);
      this.put(entries.length);
      this.put(atRead);
      this.putEntries(entries);
    }
    this.putAsks(asks, askWords);
  }

  take(): WireBatch {
    const { count, largest } = this;
    const bytes = new Uint8Array(this.words.slice(0, this.used).buffer);
    const watched = this.watched || this.watching;
    this.count = 0;
    this.used = 0;
    this.largest = 0;
    this.watched = false;
    return { count, bytes, largest, watched };
  }

  private reserve(words: number): void {
    if (this.used + words <= this.words.length) return;
    const larger = new Uint32Array(2 * (this.used + words));
    larger.set(this.words.subarray(0, this.used));
    this.words = larger;
  }

  private put(word: number): void {
    this.words[this.used++] = word;
  }

  private putNumber(value: number): void {
    this.words[this.used++] = value;
    this.words[this.used++] = value / TWO_32;
  }

  private putWord({ low, high }: Word64): void {
    this.words[this.used++] = low;
    this.words[this.used++] = high;
  }

  private putFormat(format: LegacyFormat): void {
    this.putNumber(format.pfnShift);
    this.putWord(format.valid);
    this.putWord(format.write);
    this.putWord(format.none);
    this.putWord(format.error);
    this.putWord(format.special);
  }

  private putCall({ timeout }: UnlockedCall, { lockDrops }: AddressSpaceImage): void {
    this.put(timeout);
    this.put(lockDrops?.size ?? 0);
    if (lockDrops !== undefined) this.putDrops(lockDrops);
  }

  private putLockDrops(drops: ReadonlyMap<Address, LockDrop>): void {
    this.put(drops.size);
    this.put(0);
    this.putDrops(drops);
  }

  private putDrops(drops: ReadonlyMap<Address, LockDrop>): void {
    for (const [at, { result, times }] of drops) {
      this.putNumber(at + LOCK_DROPS[result]);
      this.putTimes(times);
    }
  }

  private putNoProgress(pages: NoProgressPages): void {
    this.put(pages.size);
    this.put(0);
    for (const [at, times] of pages) {
      this.putNumber(at);
      this.putTimes(times);
    }
  }

  /** What happens each time has the count 0. */
  private putTimes(times: number): void {
    this.putNumber(times === Number.POSITIVE_INFINITY ? 0 : times);
  }

  private putEvent(event: ThreadEvent): void {
    const { beforeWalk, invalidate, entries, vmas, filePages, elapsed, killed } = event;
    this.put(beforeWalk);
    this.put(
      (invalidate ? EVENT_INVALIDATES : 0) |
        (killed === true ? EVENT_KILLS : 0) |
        (vmas === undefined ? 0 : EVENT_CHANGES_VMAS) |
        (filePages === undefined ? 0 : EVENT_CHANGES_FILES),
    );
    this.put(entries.length);
    this.put(elapsed ?? 0);
    if (vmas !== undefined) {
      this.put(vmas.length);
      this.put(0);
      for (const vma of vmas) this.putVma(vma);
    }
    if (filePages !== undefined) {
      this.put(filePages.size);
      this.put(0);
      for (const [at, frame] of filePages) {
        this.putNumber(at);
        this.putNumber(frame);
      }
    }
    this.putEntries(entries);
  }

  private putVma(vma: Vma | undefined): void {
    if (vma === undefined) return;
    const { backing } = vma;
    this.putNumber(vma.start);
    this.putNumber(vma.end);
    let flags = 0;
    for (let bit = 0; bit < VMA_FLAGS.length; bit++) {
      const flag = VMA_FLAGS[bit];
      if (flag !== undefined && vma[flag]) flags |= 1 << bit;
    }
    this.put(flags);
    this.put(BACKINGS[backing.kind]);
    this.put(backing.kind === 'hugetlb' ? backing.level : 0);
    this.put(0);
    this.putNumber(backing.kind === 'file' ? backing.filePfn : 0);
  }

  private putEntries(entries: readonly SlotImage[]): void {
    const { words } = this;
    let { used } = this;
    for (const { at, level, low, high } of entries) {
      words[used] = at + level;
      words[used + 1] = at / TWO_32;
      words[used + 2] = low;
      words[used + 3] = high;
      used += ENTRY_WORDS;
    }
    this.used = used;
  }

  private putAsks(asks: Uint8Array, askWords: number): void {
    const { words, used } = this;
    words.fill(0, used, used + askWords);
    new Uint8Array(words.buffer, 4 * used, asks.length).set(asks);
    this.used += askWords;
  }
}

function eventWords({ entries, vmas, filePages }: ThreadEvent): number {
  let words = EVENT_WORDS + ENTRY_WORDS * entries.length;
  if (vmas !== undefined) words += COUNT_WORDS + VMA_WORDS * vmas.length;
  if (filePages !== undefined) words += COUNT_WORDS + PAGE_WORDS * filePages.size;
  return words;
}
