// SPDX-License-Identifier: GPL-2.0-or-later
import { untilZero } from './until-zero';

/*
 * What a version made of a scenario, in the layout of `audit/c/child/answer.c`.
 */

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
  killed: 15,
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

const RESULT_WORDS = 12;
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

  /** How many of the answers that came with the scenario were taken. */
  get answered(): number {
    return this.words[this.at + 7] ?? 0;
  }

  /** What was seen of the loop around the range fault: bits, as {@link LOOP_FACTS} has them. */
  get loopFacts(): number {
    return this.words[this.at + 8] ?? 0;
  }

  /** The most attempts at one piece of the range. */
  get attempts(): number {
    return this.words[this.at + 9] ?? 0;
  }

  /** The most pages of a piece. */
  get piecePages(): number {
    return this.words[this.at + 10] ?? 0;
  }

  /** Calls that got the answer of the one before, as they asked for the same. */
  get repeated(): number {
    return this.words[this.at + 11] ?? 0;
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

  /** What the code warned of, of a result that is there: one a line. */
  get warnings(): readonly string[] {
    return this.textBytes > 0 ? this.text.split('\n') : [];
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
