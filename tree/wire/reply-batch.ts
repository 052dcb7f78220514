// SPDX-License-Identifier: GPL-2.0-or-later
import { At, HEADER_WORDS, ReplyView } from './reply-view';
import { wireRowsOf } from './rows';
import { type ReplyBatch, type TreeReply, WireOutcome } from './types';

/** The answer to a batch of frames, by its bytes. */
export class TreeReplies implements ReplyBatch {
  private readonly words: Uint32Array;
  private starts: Uint32Array | undefined;

  /**
   * @param bytes the replies, at a place that words can begin at.
   * @param unusual how many of them have a note or did not return.
   */
  constructor(
    readonly count: number,
    private readonly bytes: Buffer,
    private readonly unusual: number,
    private readonly wordBytes: number,
  ) {
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }

  /** What stands for replies of a tree that is not asked: none of so many scenarios was run. */
  static notRun(count: number, why: string): TreeReplies {
    const one = notRunReply(why);
    return new TreeReplies(count, Buffer.concat(Array(count).fill(one)), count, 8);
  }

  get allPlain(): boolean {
    return this.unusual === 0;
  }

  equals(other: TreeReplies): boolean {
    return this.bytes.equals(other.bytes);
  }

  sameReply(index: number, other: TreeReplies, otherIndex: number): boolean {
    const start = this.start(index);
    const stop = this.start(index + 1);
    const otherStart = other.start(otherIndex);
    if (stop - start !== other.start(otherIndex + 1) - otherStart) return false;
    for (let word = 0; word < stop - start; word++) {
      if (this.words[start + word] !== other.words[otherStart + word]) return false;
    }
    return true;
  }

  isPlain(index: number): boolean {
    const at = this.start(index);
    return this.words[at + At.outcome] === WireOutcome.returned && this.words[at + At.notes] === 0;
  }

  /** How many ended in this way. */
  countOf(outcome: WireOutcome): number {
    let count = 0;
    for (let index = 0; index < this.count; index++) {
      if (this.words[this.start(index) + At.outcome] === outcome) count++;
    }
    return count;
  }

  view(index: number): ReplyView {
    return new ReplyView(this.words, this.start(index), this.wordBytes);
  }

  read(index: number, withPieces = false): TreeReply {
    const view = this.view(index);
    const { outcome, ret, walks, faults, notes, reason: text, array } = view;
    const wide = this.wordBytes === 8;
    const words = wireRowsOf(view.pages, (page) =>
      wide
        ? (BigInt(array[2 * page + 1] ?? 0) << 32n) | BigInt(array[2 * page] ?? 0)
        : BigInt(array[page] ?? 0),
    );
    const { stoppedAt } = view;
    const pieces = withPieces ? view.detail?.pieces : undefined;
    return { outcome, ret, walks, words, faults, notes, text, stoppedAt, pieces };
  }

  private start(index: number): number {
    this.starts ??= this.findStarts();
    return this.starts[index] ?? 0;
  }

  private findStarts(): Uint32Array {
    const starts = new Uint32Array(this.count + 1);
    for (let index = 0, at = 0; index < this.count; index++) {
      at += this.words[at] ?? 0;
      starts[index + 1] = at;
    }
    return starts;
  }
}

/** As the supervisor has them for what it does not run (`tree/host/answer.c`), with a reason. */
function notRunReply(why: string): Buffer {
  const text = Buffer.from(why);
  const words = HEADER_WORDS + 2 * Math.ceil(text.length / 8);
  const reply = Buffer.alloc(4 * words);
  reply.writeUInt32LE(words, 4 * At.words);
  reply.writeUInt32LE(WireOutcome.notRun, 4 * At.outcome);
  reply.writeUInt32LE(text.length, 4 * At.textBytes);
  text.copy(reply, 4 * HEADER_WORDS);
  return reply;
}
