// SPDX-License-Identifier: GPL-2.0-or-later
import { DetailView } from './detail-view';
import type { ReplyAttempt } from './reply-detail';
import { FaultRows } from './reply-rows';
import { copyWords, even, numberAt, TWO_32, wireRowsOf } from './rows';
import { type NoteKind, type TreeReply, type WireNote, WireOutcome } from './types';

/* The layout of a reply, as `tree/host/wire.h` has it. */
export const At = {
  words: 0,
  outcome: 1,
  ret: 2,
  walks: 3,
  pages: 4,
  faultRows: 5,
  notes: 6,
  textBytes: 7,
  detail: 8,
  stoppedAt: 9,
  stale: 11,
  attempts: 12,
} as const;
export const HEADER_WORDS = 14;
const ATTEMPT_WORDS = 6;
const NOTE_WORDS = 16;
const NOTE_TEXT_AT = 4;
const NO_NOTES: readonly WireNote[] = [];
const NO_ATTEMPTS: readonly ReplyAttempt[] = [];

const OUTCOMES: ReadonlySet<number> = new Set(Object.values(WireOutcome));

/** One reply in the answer to a batch: a view of its words. */
export class ReplyView {
  /**
   * @param words of the whole answer.
   * @param at where the reply begins.
   * @param wordBytes how wide a word of the tree's array is.
   */
  constructor(
    private readonly words: Uint32Array,
    private readonly at: number,
    private readonly wordBytes: number,
  ) {}

  get outcome(): WireOutcome {
    const outcome = this.word(At.outcome);
    if (OUTCOMES.has(outcome)) return outcome as WireOutcome;
    throw new Error(`a reply has the outcome ${outcome}`);
  }

  get ret(): number {
    return this.word(At.ret) | 0;
  }

  get walks(): number {
    return this.word(At.walks);
  }

  get pages(): number {
    return this.word(At.pages);
  }

  /** The words of the array, 32 bits each: one or two a page. */
  get array(): Uint32Array {
    const from = this.at + HEADER_WORDS;
    return this.words.subarray(from, from + this.arrayWords);
  }

  /** How many words {@link array} has. */
  get arrayWords(): number {
    return (this.wordBytes / 4) * this.pages;
  }

  /** Copies {@link array} into one that has room for it. */
  copyArray(to: Uint32Array): void {
    copyWords(this.words, this.at + HEADER_WORDS, this.arrayWords, to);
  }

  get faults(): TreeReply['faults'] {
    const rows = this.faultRows;
    return wireRowsOf(rows.count, (row) => ({
      at: rows.at(row),
      pages: rows.pages(row),
      write: rows.writes(row),
    }));
  }

  /** The same as {@link faults}. */
  get faultRows(): FaultRows {
    return new FaultRows(this.words, this.faultsAt, this.word(At.faultRows));
  }

  get notes(): readonly WireNote[] {
    const count = this.word(At.notes);
    return count === 0 ? NO_NOTES : this.readNotes(count);
  }

  private readNotes(count: number): readonly WireNote[] {
    const { notesAt } = this;
    return wireRowsOf(count, (index) => {
      const from = notesAt + NOTE_WORDS * index;
      const address = numberAt(this.words, from + 2);
      return {
        kind: (this.words[from] ?? 0) as NoteKind,
        address: address === 0 ? undefined : address,
        where: this.text(from + NOTE_TEXT_AT, 4 * (NOTE_WORDS - NOTE_TEXT_AT)),
      };
    });
  }

  /** Of {@link WireOutcome.overflow}: which page's pfn does not fit into a long. */
  get overflow(): { readonly page: number; readonly frame: number } {
    const frame = this.word(At.stale) * TWO_32 + this.word(At.ret);
    return { page: this.word(At.stoppedAt), frame };
  }

  /** Why it did not return; empty if it did. */
  get reason(): string {
    return this.text(this.textAt, this.word(At.textBytes));
  }

  get hasAttempts(): boolean {
    return this.word(At.attempts) > 0;
  }

  /** Of a call that starts again itself. */
  get attempts(): readonly ReplyAttempt[] {
    if (!this.hasAttempts) return NO_ATTEMPTS;
    return wireRowsOf(this.word(At.attempts), (index) => {
      const from = this.attemptsAt + ATTEMPT_WORDS * index;
      return {
        sequence: this.words[from] ?? 0,
        time: this.words[from + 1] ?? 0,
        walks: this.words[from + 2] ?? 0,
        stoppedAt: this.words[from + 3] ?? 0,
        end: this.words[from + 4] ?? 0,
      };
    });
  }

  /** Undefined for a scenario that was not asked about in detail. */
  get stoppedAt(): number | undefined {
    return this.word(At.detail) === 0 ? undefined : this.word(At.stoppedAt);
  }

  /** Undefined for a scenario that was not asked about in detail, or has no result. */
  get detail(): DetailView | undefined {
    const ends = this.word(At.detail) - 1;
    if (ends < 0) return undefined;
    const from = this.attemptsAt + ATTEMPT_WORDS * this.word(At.attempts);
    const said = { ends, pages: this.pages, stoppedAt: this.word(At.stoppedAt) };
    return new DetailView(this.words, from, said, this.word(At.stale) !== 0);
  }

  private get faultsAt(): number {
    return this.at + HEADER_WORDS + even(this.arrayWords);
  }

  private get notesAt(): number {
    return this.faultRows.end;
  }

  private get textAt(): number {
    return this.notesAt + NOTE_WORDS * this.word(At.notes);
  }

  private get attemptsAt(): number {
    return this.textAt + even(Math.ceil(this.word(At.textBytes) / 4));
  }

  private word(index: number): number {
    return this.words[this.at + index] ?? 0;
  }

  private text(at: number, bytes: number): string {
    const { buffer, byteOffset } = this.words;
    const text = Buffer.from(buffer, byteOffset + 4 * at, bytes).toString('utf8');
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }
}
