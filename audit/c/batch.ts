// SPDX-License-Identifier: GPL-2.0-or-later
import { randomBytes } from 'node:crypto';
import type { AskedRange } from './case-result';
import { type Circumstances, scheduleMasks } from './circumstances';

/*
 * What goes to a runner: 32-bit words, little-endian, 64-bit ones as two of
 * them with the low one first. The layouts are those of `audit/c/child/abi.h` and `supervise.c`; what comes
 * back is in `case-result.ts` and `answer.ts`.
 */

const HEADER_WORDS = 6;
const CASE_WORDS = 20;
const FRAME_WORDS = 4;
const ANSWER_BEGIN_WORDS = 6;
const WORD_OUT_WORDS = 4;
const ASKED_WORDS = 22;

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

/** The last answers of a scenario: to calls that the driver has not made yet. */
interface ForeseenCalls {
  readonly count: number;
  /** What each has to ask for, wherever it is. */
  readonly request: AskedRange;
}

/** A scenario for one version: the range, and what its own range fault left in the array. */
export interface CaseInput {
  /** What other threads and the allocator do. */
  readonly circumstances: Circumstances;
  /** Whether this version is judged by itself. */
  readonly alone: boolean;
  /** What the driver's own range faults come to, as far as they are known. */
  readonly answers: readonly RangeAnswer[];
  /** Undefined if the driver has made all of these calls. */
  readonly foreseen: ForeseenCalls | undefined;
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
    const { pages, frames, answers, foreseen, alone, circumstances } = input;
    const { before, after, failing, unlocked } = scheduleMasks(circumstances.schedule);
    const given = 2 * pages + FRAME_WORDS * frames.size;
    this.reserve(CASE_WORDS + given + ASKED_WORDS + answerWords(answers));
    this.count++;
    this.put(pages, frames.size);
    this.put(answers.length, alone ? 1 : 0);
    this.put(before, after);
    this.put(failing, circumstances.access === 'write' ? ACCESS_WRITE : ACCESS_READ);
    this.put(unlocked, foreseen?.count ?? 0);
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
    if (foreseen !== undefined) this.addRequest(foreseen.request);
    for (const answer of answers) this.addAnswer(answer);
  }

  private addRequest({
    start,
    end,
    defaults,
    mask,
    flags,
    values,
    pfnShift,
    owner,
  }: AskedRange): void {
    this.putNumber(start);
    this.putNumber(end);
    for (const word of [defaults, mask, ...flags, ...values]) this.putWord(word);
    this.put(pfnShift, 0);
    this.put(owner, 0);
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
