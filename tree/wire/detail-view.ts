// SPDX-License-Identifier: GPL-2.0-or-later
import type { LoggedRead, ReplyDetail, ReplyWalkEnd, SlotChange } from './reply-detail';
import { even, rowsOf, TWO_32 } from './rows';
import type { LoggedPiece, PieceKind } from './types';

const WALK_END_WORDS = 8;
const CHANGE_WORDS = 4;
const PIECE_WORDS = 8;
const READ_WORDS = 6;
/** How many there are, and an unused word. */
const COUNT_WORDS = 2;

/** What the beginning of a reply says of its detail. */
interface Said {
  readonly ends: number;
  readonly pages: number;
  readonly stoppedAt: number;
}

/** The detail of one reply: a view of its words, of which each part is read when it is asked for. */
export class DetailView implements ReplyDetail {
  readonly stoppedAt: number;
  private readonly originsAt: number;
  private readonly changesAt: number;

  /**
   * @param words of the whole answer.
   * @param from where the walks' ends begin.
   */
  constructor(
    private readonly words: Uint32Array,
    private readonly from: number,
    private readonly said: Said,
    readonly stale: boolean,
  ) {
    this.stoppedAt = said.stoppedAt;
    this.originsAt = from + WALK_END_WORDS * said.ends;
    this.changesAt = this.originsAt + even(said.pages);
  }

  get walkEnds(): readonly ReplyWalkEnd[] {
    return rowsOf(this.said.ends, (index) => {
      const end = this.from + WALK_END_WORDS * index;
      return {
        ending: this.words[end] ?? 0,
        origin: this.words[end + 1] ?? 0,
        start: this.number(end + 2),
        end: this.number(end + 4),
        write: this.words[end + 6] ?? 0,
        faults: this.words[end + 7] ?? 0,
      };
    });
  }

  get origins(): Uint32Array {
    return this.words.subarray(this.originsAt, this.originsAt + this.said.pages);
  }

  get nextPfn(): number {
    return this.number(this.changesAt);
  }

  get changes(): readonly SlotChange[] {
    return rowsOf(this.changeCount, (index) => {
      const change = this.changesAt + 2 + COUNT_WORDS + CHANGE_WORDS * index;
      return this.slotAt(change);
    });
  }

  get pieces(): readonly LoggedPiece[] {
    const from = this.piecesAt + COUNT_WORDS;
    return rowsOf(this.words[this.piecesAt] ?? 0, (index) => {
      const piece = from + PIECE_WORDS * index;
      return {
        kind: (this.words[piece] ?? 0) as PieceKind,
        ret: (this.words[piece + 1] ?? 0) | 0,
        start: this.number(piece + 2),
        end: this.number(piece + 4),
        walk: this.words[piece + 6] ?? 0,
      };
    });
  }

  get reads(): readonly LoggedRead[] {
    const from = this.piecesAt + COUNT_WORDS + PIECE_WORDS * (this.words[this.piecesAt] ?? 0);
    return rowsOf(this.words[from] ?? 0, (index) => {
      const read = from + COUNT_WORDS + READ_WORDS * index;
      const { at, level, low, high } = this.slotAt(read);
      return { at, level, low, high, locked: this.words[read + 4] !== 0 };
    });
  }

  private get changeCount(): number {
    return this.words[this.changesAt + 2] ?? 0;
  }

  private get piecesAt(): number {
    return this.changesAt + 2 + COUNT_WORDS + CHANGE_WORDS * this.changeCount;
  }

  /**
   * A slot's place, whose level is its last digit, and the entry in it. Its halves are signed as in `slotImage()`: to
   * the engine this is an object of the same shape, and a larger number in one of them would have it convert each entry
   * of every image, one by one, when it is read.
   */
  private slotAt(from: number): SlotChange {
    const place = this.number(from);
    const level = place % 4;
    const [low, high] = [this.words[from + 2] ?? 0, this.words[from + 3] ?? 0];
    return { at: place - level, level, low: low | 0, high: high | 0 };
  }

  private number(at: number): number {
    return (this.words[at + 1] ?? 0) * TWO_32 + (this.words[at] ?? 0);
  }
}
