// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace, SlotImage, ThreadEvent } from '../mm/address-space';
import type { RangeRequest } from '../mm/range';
import { RangeRecord } from '../mm/range-record';
import { ADDRESS_ZERO, advance, PAGE_SIZE } from '../mm/units';
import type { AskLevel } from './asked';
import type { RangeCall, WordMapping } from './range-call';

/** A piece of the range, with its part of the array. */
interface Piece {
  readonly call: RangeCall;
  readonly first: number;
  readonly pages: number;
}

/**
 * A range that is handed over piece by piece, each in a call of its own, in one array
 * (`amdgpu_hmm_range_get_pages()`). The first call that fails ends it. Walks are counted through, so
 * that an event comes before one walk of one piece.
 */
export class PiecewiseCall implements RangeCall {
  readonly record = new RangeRecord();
  firstPage = 0;
  private readonly calls: RangeCall[] = [];
  private pieces: readonly Piece[] = [];
  private pages = 0;
  private start = ADDRESS_ZERO;

  /**
   * @param pagesEach the pages of each piece but the last.
   * @param ownSequence whether the sequence is read before each piece.
   */
  constructor(
    private readonly space: AddressSpace,
    private readonly pagesEach: number,
    private readonly ownSequence: boolean,
    private readonly make: () => RangeCall,
  ) {}

  get pageCount(): number | undefined {
    let pages = 0;
    for (const { call } of this.pieces) {
      if (call.pageCount === undefined) return undefined;
      pages += call.pageCount;
    }
    return pages;
  }

  prepare(request: RangeRequest): void {
    const { pagesEach } = this;
    const pages = request.asks.length;
    const pieces: Piece[] = [];
    for (let first = 0; first < pages; first += pagesEach) {
      const call = this.calls[pieces.length] ?? this.make();
      this.calls[pieces.length] = call;
      const asks = request.asks.slice(first, first + pagesEach);
      const start = advance(request.start, first * PAGE_SIZE);
      call.prepare({ ...request, start, end: advance(start, asks.length * PAGE_SIZE), asks });
      pieces.push({ call, first, pages: asks.length });
    }
    this.pieces = pieces;
    this.pages = pages;
    this.start = request.start;
    this.firstPage = 0;
  }

  writeRequests(): void {
    // What was put out for pages that are not asked again stays.
    for (const { call, first } of this.pieces) if (first >= this.firstPage) call.writeRequests();
  }

  run(): void {
    const { space, record } = this;
    const { image } = space;
    record.begin(this.start, this.pages);
    for (const piece of this.pieces) {
      if (piece.first < this.firstPage) continue;
      if (this.ownSequence) space.stale = false;
      if (record.walks > 0) space.image = { ...image, events: later(image.events, record.walks) };
      piece.call.run();
      this.add(piece);
      this.firstPage = piece.first;
      if (record.ret !== 0) break;
    }
    space.image = image;
  }

  asked(page: number): AskLevel {
    const { call, first } = this.pieceOf(page);
    return call.asked(page - first);
  }

  grants(page: number, asked: AskLevel): boolean {
    const { call, first } = this.pieceOf(page);
    return call.grants(page - first, asked);
  }

  save(into: Uint32Array): void {
    for (const { call, first, pages } of this.pieces) {
      call.save(into.subarray(2 * first, 2 * (first + pages)));
    }
  }

  restore(page: number, from: Uint32Array): void {
    const { call, first, pages } = this.pieceOf(page);
    call.restore(page - first, from.subarray(2 * first, 2 * (first + pages)));
  }

  word(page: number): bigint {
    const { call, first } = this.pieceOf(page);
    return call.word(page - first);
  }

  mapping(page: number): WordMapping | null {
    const { call, first } = this.pieceOf(page);
    return call.mapping(page - first);
  }

  wordText(page: number): string {
    const { call, first } = this.pieceOf(page);
    return call.wordText(page - first);
  }

  private pieceOf(page: number): Piece {
    const piece = this.pieces[Math.floor(page / this.pagesEach)];
    if (piece !== undefined) return piece;
    throw new RangeError(`"page" expected below ${this.pages}, got ${page}`);
  }

  /** Adds what a piece's call left to what those before it did. */
  private add({ call, first, pages }: Piece): void {
    const { record } = this;
    const part = call.record;
    for (let row = 0; row < part.faults.rows; row++) {
      const { first: from, pages: faulted, write } = part.faults.row(row);
      for (let page = 0; page < faulted; page++) record.faults.add(first + from + page, write);
    }
    for (const { ending, origin, first: from, stop, write } of part.walkEnds()) {
      if (write !== undefined) record.needFault(write);
      record.endWalk(ending, origin, first + from, first + stop);
    }
    record.origins.set(part.origins.subarray(0, pages), first);
    record.walks += part.walks;
    record.stoppedAt = first + part.stoppedAt;
    record.ret = part.ret;
  }
}

/** What is still to come after this many walks, by the walks of the next call. */
function later(events: readonly ThreadEvent[], walks: number): readonly ThreadEvent[] {
  return events
    .filter(({ beforeWalk }) => beforeWalk > walks)
    .map((event) => new LaterEvent(event, walks));
}

/** An event of a later piece; what it stores is worked out when its walk comes. */
class LaterEvent implements ThreadEvent {
  readonly beforeWalk: number;

  constructor(
    private readonly event: ThreadEvent,
    walks: number,
  ) {
    this.beforeWalk = event.beforeWalk - walks;
  }

  get entries(): readonly SlotImage[] {
    return this.event.entries;
  }

  get invalidate(): boolean {
    return this.event.invalidate;
  }
}
