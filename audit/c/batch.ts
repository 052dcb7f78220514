// SPDX-License-Identifier: GPL-2.0-or-later
import { randomBytes } from 'node:crypto';
import { type Circumstances, scheduleMasks } from './circumstances';
import { untilZero } from './until-zero';

/*
 * What goes to a runner, and what comes back: 32-bit words, little-endian, 64-bit ones as two of
 * them with the low one first. The layouts are those of `audit/c/child/abi.h`, `supervise.c` and `answer.c`.
 */

const HEADER_WORDS = 6;
const CASE_WORDS = 20;
const FRAME_WORDS = 4;
const ANSWER_BEGIN_WORDS = 6;
const WORD_OUT_WORDS = 4;

/** What a range fault of the driver's own comes to. */
export interface RangeAnswer {
  readonly start: number;
  readonly pages: number;
  /** An invalidation came during the call. */
  readonly invalidated: boolean;
  readonly ret: number;
  /** Two 32-bit words a page, low first. */
  readonly words: Uint32Array;
  /** Whether the call put a word out for a page. */
  readonly written: Uint8Array;
}

/** A scenario for one version: the range, and what its own range fault left in the array. */
export interface CaseInput {
  /** What other threads and the allocator do. */
  readonly circumstances: Circumstances;
  /** Whether this version is judged by itself. */
  readonly alone: boolean;
  /** What the driver's own range faults come to, as far as they are known. */
  readonly answers: readonly RangeAnswer[];
  readonly pages: number;
  readonly start: number;
  /** What `hmm_range_fault()` returned: 0, or a number of pages. */
  readonly ret: number;
  readonly defaults: bigint;
  readonly mask: bigint;
  readonly owner: number;
  /** Two 32-bit words a page, low first. */
  readonly words: Uint32Array;
  /** The pfns that entries have; for each its owner, and the mark of the zero page. */
  readonly frames: ReadonlyMap<number, number>;
}

/** `enum hmm_audit_access`. */
const ACCESS_READ = 1;
const ACCESS_WRITE = 2;

function answerWords(answers: readonly RangeAnswer[]): number {
  let words = 0;
  for (const { pages } of answers) words += ANSWER_BEGIN_WORDS + WORD_OUT_WORDS * pages;
  return words;
}

/** How long a scenario may take, and how many may end their child. */
export interface BatchLimits {
  /** Milliseconds of processor time. */
  readonly timeout: number;
  readonly ends: number;
}

/** A batch as it is sent. */
export interface Batch {
  /** Comes back with the answer to this batch, and with no other. */
  readonly serial: bigint;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** A batch while it is filled. */
export class BatchWriter {
  count = 0;
  private words = new Uint32Array(2 ** 16);
  private used = HEADER_WORDS;

  /** Appends a scenario. */
  add(input: CaseInput): void {
    const { pages, frames, answers, alone, circumstances } = input;
    const { before, after, failing, unlocked } = scheduleMasks(circumstances.schedule);
    this.reserve(CASE_WORDS + 2 * pages + FRAME_WORDS * frames.size + answerWords(answers));
    this.count++;
    this.put(pages, frames.size);
    this.put(answers.length, alone ? 1 : 0);
    this.put(before, after);
    this.put(failing, circumstances.access === 'write' ? ACCESS_WRITE : ACCESS_READ);
    this.put(unlocked, 0);
    this.putNumber(input.start);
    this.putNumber(input.ret);
    this.putWord(input.defaults);
    this.putWord(input.mask);
    this.putNumber(input.owner);
    this.words.set(input.words.subarray(0, 2 * pages), this.used);
    this.used += 2 * pages;
    for (const [pfn, owner] of frames) {
      this.putNumber(pfn);
      this.put(owner, 0);
    }
    for (const answer of answers) this.addAnswer(answer);
  }

  private addAnswer({ start, pages, invalidated, ret, words, written }: RangeAnswer): void {
    this.putNumber(start);
    this.put(pages, invalidated ? 1 : 0);
    this.put(ret, ret < 0 ? -1 : 0);
    for (let page = 0; page < pages; page++) {
      this.put(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
      this.put(written[page] ?? 0, 0);
    }
  }

  /** What is to be sent; the writer is empty afterwards. */
  finish({ timeout, ends }: BatchLimits): Batch {
    const { count } = this;
    const serial = randomBytes(8).readBigUInt64LE();
    const halves = [Number(serial & 0xffff_ffffn), Number(serial >> 32n)];
    this.words.set([count, 4 * (this.used - HEADER_WORDS), timeout, ends, ...halves]);
    const bytes = new Uint8Array(this.words.slice(0, this.used).buffer);
    this.count = 0;
    this.used = HEADER_WORDS;
    return { serial, count, bytes };
  }

  private reserve(words: number): void {
    if (this.used + words <= this.words.length) return;
    const larger = new Uint32Array(2 * (this.used + words));
    larger.set(this.words.subarray(0, this.used));
    this.words = larger;
  }

  private put(low: number, high: number): void {
    this.words[this.used++] = low;
    this.words[this.used++] = high;
  }

  private putNumber(value: number): void {
    this.put(value, value / 2 ** 32);
  }

  private putWord(value: bigint): void {
    this.put(Number(value & 0xffff_ffffn), Number(value >> 32n));
  }
}

/** How a conversion ended (`enum audit_status`). */
export const Status = {
  ok: 0,
  fault: 1,
  timeout: 2,
  bug: 3,
  sanitizer: 4,
  outside: 5,
  underrun: 6,
  exit: 7,
  notRun: 8,
  noPage: 9,
  signal: 10,
  misuse: 11,
  tampered: 12,
  memory: 13,
  asks: 14,
} as const;

/** What was reported of a page (`enum audit_kind`). */
export const ReportedKind = {
  missing: 0,
  none: 1,
  error: 2,
  mapped: 3,
  raw: 4,
  /** It depends on memory that nobody wrote. */
  unstable: 5,
} as const;
export type ReportedKind = (typeof ReportedKind)[keyof typeof ReportedKind];

/** `HMM_AUDIT_WRITE` and `HMM_AUDIT_VRAM`. */
export const MAP_WRITE = 1;
export const MAP_VRAM = 2;

const RESULT_WORDS = 8;
const PAGE_WORDS = 4;
const ASKED_WORDS = 22;

/** A range fault that the driver calls, in the bits of its own format (`struct audit_asked`). */
export interface AskedRange {
  readonly start: number;
  readonly end: number;
  readonly defaults: bigint;
  readonly mask: bigint;
  readonly flags: readonly [bigint, bigint];
  readonly values: readonly [bigint, bigint, bigint];
  readonly pfnShift: number;
  readonly owner: number;
  /** The input array's word of a page; read only where it counts. */
  word(page: number): bigint;
}

/** What a version made of one scenario; a view into an answer. */
export class CaseResult {
  constructor(
    private readonly words: Uint32Array,
    private readonly at: number,
  ) {}

  get status(): number {
    return this.words[this.at] ?? 0;
  }

  /** How many pages follow: those of the range, or none if the conversion did not end by itself. */
  get pages(): number {
    return this.words[this.at + 1] ?? 0;
  }

  /** The error with which the driver gave the range up; 0 if it did not. */
  get refused(): number {
    return (this.words[this.at + 2] ?? 0) | 0;
  }

  /** The answer, counted from 1, that is used though it was stale; 0 is none. */
  get tainted(): number {
    return this.words[this.at + 4] ?? 0;
  }

  /** How often the driver called the range fault. */
  get calls(): number {
    return this.words[this.at + 5] ?? 0;
  }

  /** Whether the adapter looked how the device accesses the range. */
  get needs(): boolean {
    return this.words[this.at + 6] === 1;
  }

  /** Calls with a sequence that an earlier one had found stale. */
  get unread(): number {
    return this.words[this.at + 7] ?? 0;
  }

  /** The range fault that is asked for, where the status is `asks`. */
  get asked(): AskedRange {
    const from = this.pageAt(this.pages);
    const word = (index: number): bigint => this.wordAt(from + 2 * index);
    return {
      start: Number(word(0)),
      end: Number(word(1)),
      defaults: word(2),
      mask: word(3),
      flags: [word(4), word(5)],
      values: [word(6), word(7), word(8)],
      pfnShift: Number(word(9)),
      owner: this.words[from + 20] ?? 0,
      word: (page) => this.value(page),
    };
  }

  private wordAt(at: number): bigint {
    return (BigInt(this.words[at + 1] ?? 0) << 32n) | BigInt(this.words[at] ?? 0);
  }

  /** Where the word of a page stands, for {@link samePage}. */
  private pageAt(page: number): number {
    return this.at + RESULT_WORDS + PAGE_WORDS * page;
  }

  kind(page: number): number {
    return this.words[this.pageAt(page)] ?? 0;
  }

  flags(page: number): number {
    return this.words[this.pageAt(page) + 1] ?? 0;
  }

  value(page: number): bigint {
    return this.wordAt(this.pageAt(page) + 2);
  }

  /** Whether another result says exactly the same of a page. */
  samePage(other: CaseResult, page: number): boolean {
    const one = this.pageAt(page);
    const two = other.pageAt(page);
    for (let word = 0; word < PAGE_WORDS; word++) {
      if (this.words[one + word] !== other.words[two + word]) return false;
    }
    return true;
  }

  /** What the runner says of the end, or of a warning; empty if nothing. */
  get text(): string {
    const { words } = this;
    const from = this.textAt;
    const bytes = Buffer.from(words.buffer, words.byteOffset + 4 * from, this.textBytes);
    return untilZero(bytes.toString('utf8'));
  }

  get hasText(): boolean {
    return this.textBytes > 0;
  }

  /** Where the next result begins. */
  get end(): number {
    return this.textAt + this.textBytes / 4;
  }

  private get textAt(): number {
    return this.pageAt(this.pages) + (this.status === Status.asks ? ASKED_WORDS : 0);
  }

  private get textBytes(): number {
    return this.words[this.at + 3] ?? 0;
  }
}

/** What begins an answer (`struct answer`). */
export const ANSWER_BYTES = 24;

/** How many bytes follow the beginning of an answer. */
export function answerLength(beginning: Buffer): number {
  return Number(beginning.readBigUInt64LE(8));
}

/** Whether an answer is the one to this batch, and whole. */
export function isAnswerTo(batch: Batch, beginning: Buffer, answer: Buffer): boolean {
  if (beginning.readBigUInt64LE(0) !== batch.serial) return false;
  if (beginning.readUInt32LE(16) !== batch.count) return false;
  let check = 0;
  for (const word of toWords(answer)) check = ((check << 5) | (check >>> 27)) ^ word;
  return check >>> 0 === beginning.readUInt32LE(20);
}

/** The results in the answer to a batch of this many scenarios. */
export function readAnswer(answer: Buffer, count: number): readonly CaseResult[] {
  const words = toWords(answer);
  const results: CaseResult[] = [];
  for (let at = 0; results.length < count; ) {
    const result = new CaseResult(words, at);
    results.push(result);
    at = result.end;
  }
  return results;
}

/** The words of a buffer, which may begin anywhere. */
export function toWords(buffer: Buffer): Uint32Array {
  const copy = new Uint8Array(buffer.length);
  copy.set(buffer);
  return new Uint32Array(copy.buffer);
}
