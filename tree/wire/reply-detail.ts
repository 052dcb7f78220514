// SPDX-License-Identifier: GPL-2.0-or-later
import type { InnerAttempt } from '../../mm/range-record';
import type { WirePiece } from './types';

/** How a walk ended early, as a detailed reply has it (see `WalkEnd`). */
export interface ReplyWalkEnd {
  readonly ending: number;
  readonly origin: number;
  readonly start: number;
  readonly end: number;
  /** 2: it makes no difference. */
  readonly write: number;
  readonly faults: number;
}

/** An inner attempt of a call that starts again itself (see `InnerAttempt`). */
export type ReplyAttempt = Omit<InnerAttempt, 'end'> & { readonly end: number };

/** What a detailed reply says besides. */
export interface ReplyDetail {
  readonly stoppedAt: number;
  readonly walkEnds: readonly ReplyWalkEnd[];
  /** For each page, the high word of the entry that it was put out for. */
  readonly origins: Uint32Array;
  /** Whether the sequence that the caller read is out of date. */
  readonly stale: boolean;
  /** The first free page frame. */
  readonly nextPfn: number;
  /** What was written to the page table during the call, in order. */
  readonly changes: readonly SlotChange[];
  /** What the callbacks of all walks got, in order. */
  readonly pieces: readonly WirePiece[];
  /** The reads of entries, in order; none of code that is not compiled to be watched. */
  readonly reads: readonly LoggedRead[];
}

/** A read of an entry within a walk: what stood there, as in {@link SlotChange}. */
export interface LoggedRead extends SlotChange {
  /** Whether the lock was held under which nobody else changes the slot. */
  readonly locked: boolean;
}

/** An entry that was written: its words are those of `mm/entry.ts`, but for a table's number. */
export interface SlotChange {
  readonly at: number;
  readonly level: number;
  readonly low: number;
  readonly high: number;
}
