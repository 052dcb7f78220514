// SPDX-License-Identifier: GPL-2.0-or-later
import type { LoggedRead, ReplyDetail, ReplyWalkEnd, SlotChange } from './reply-detail';
import { ChangeRows, WalkEndRows } from './reply-rows';
import { copyWords, even, numberAt, wireRowsOf } from './rows';
import type { PieceKind, WirePiece } from './types';

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
  /** The same as {@link walkEnds}. */
  readonly endRows: WalkEndRows;
  private readonly changesAt: number;

  /**
   * @param words of the whole answer.
   * @param from where the walks' ends begin.
   */
  constructor(
    private readonly words: Uint32Array,
    from: number,
    private readonly said: Said,
    readonly stale: boolean,
  ) {
    this.stoppedAt = said.stoppedAt;
    this.endRows = new WalkEndRows(words, from, said.ends);
    this.changesAt = this.endRows.end + even(said.pages);
  }

  get walkEnds(): readonly ReplyWalkEnd[] {
    const { endRows } = this;
    return wireRowsOf(endRows.count, (row) => ({
      ending: endRows.ending(row),
      origin: endRows.origin(row),
      start: endRows.startOf(row),
      end: endRows.endOf(row),
      write: endRows.write(row),
      faults: endRows.faults(row),
    }));
  }

  get origins(): Uint32Array {
    const from = this.endRows.end;
    return this.words.subarray(from, from + this.said.pages);
  }

  /** Copies {@link origins} into an array that has room for them. */
  copyOrigins(to: Uint32Array): void {
    copyWords(this.words, this.endRows.end, this.said.pages, to);
  }

  get nextPfn(): number {
    return numberAt(this.words, this.changesAt);
  }

  get changes(): readonly SlotChange[] {
    const { changeRows } = this;
    return wireRowsOf(changeRows.count, (row) => ({
      at: changeRows.at(row),
      level: changeRows.level(row),
      low: changeRows.low(row),
      high: changeRows.high(row),
    }));
  }

  /** The same as {@link changes}. */
  get changeRows(): ChangeRows {
    const count = this.words[this.changesAt + 2] ?? 0;
    return new ChangeRows(this.words, this.changesAt + 2 + COUNT_WORDS, count);
  }

  get pieces(): readonly WirePiece[] {
    const from = this.piecesAt + COUNT_WORDS;
    return wireRowsOf(this.words[this.piecesAt] ?? 0, (index) => {
      const piece = from + PIECE_WORDS * index;
      return {
        kind: (this.words[piece] ?? 0) as PieceKind,
        ret: (this.words[piece + 1] ?? 0) | 0,
        start: numberAt(this.words, piece + 2),
        end: numberAt(this.words, piece + 4),
        walk: this.words[piece + 6] ?? 0,
      };
    });
  }

  get reads(): readonly LoggedRead[] {
    const from = this.piecesAt + COUNT_WORDS + PIECE_WORDS * (this.words[this.piecesAt] ?? 0);
    return wireRowsOf(this.words[from] ?? 0, (index) => {
      const read = from + COUNT_WORDS + READ_WORDS * index;
      const { at, level, low, high } = this.slotAt(read);
      return { at, level, low, high, locked: this.words[read + 4] !== 0 };
    });
  }

  private get piecesAt(): number {
    return this.changeRows.end;
  }

  /**
   * A slot's place, whose level is its last digit, and the entry in it. Its halves are signed as in `slotImage()`: to
   * the engine this is an object of the same shape, and a larger number in one of them would have it convert each entry
   * of every image, one by one, when it is read.
   */
  private slotAt(from: number): SlotChange {
    const place = numberAt(this.words, from);
    const level = place % 4;
    const [low, high] = [this.words[from + 2] ?? 0, this.words[from + 3] ?? 0];
    return { at: place - level, level, low: low | 0, high: high | 0 };
  }
}
