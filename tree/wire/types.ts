// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';

/** Scenarios as bytes, for one trip to any number of trees. */
export interface WireBatch {
  /** How many scenarios. */
  readonly count: number;
  readonly bytes: Uint8Array;
  /** The bytes of the largest scenario: a long range takes longer. */
  readonly largest: number;
  /** Whether each read of an entry is to be seen, which takes code that is compiled for it. */
  readonly watched: boolean;
}

/** Collects scenarios for a batch. About 500 small ones are a good size: more of them outlive a collection of garbage. */
export interface WireBatchWriter {
  readonly count: number;
  /** The size of what was added, in bytes. */
  readonly size: number;
  add(scenario: Scenario): void;
  /** What was added so far; the writer is empty afterwards. */
  take(): WireBatch;
}

/** How a run of a scenario ended. */
export const WireOutcome = {
  /** It returned; `ret`, words and faults are its result. */
  returned: 0,
  /** The call would never return: its walks get no further (model.md, "Invalidation"). */
  livelock: 1,
  /** `BUG()`, `BUG_ON()`. */
  bug: 2,
  /** An access to memory that is not there: NULL, wild, or beyond the array. */
  fault: 3,
  /** The budget of stand-in calls is spent: an endless loop inside one walk. */
  endless: 4,
  /** It used so much processor time that it was ended from outside. */
  timeout: 5,
  /** A sanitizer reported something. */
  sanitizer: 6,
  /** The process ended otherwise: a signal, an exit, a system call that is not allowed. */
  ended: 7,
  /** A pfn does not fit below the flags of a 32-bit long; `ret` and words mean nothing. */
  overflow: 8,
  /** Too many scenarios of the batch ended their process: this one was not run. */
  notRun: 9,
  /** The range does not fit into the addresses of a 32-bit process; `ret` and words mean nothing. */
  tooWide: 10,
} as const;
export type WireOutcome = (typeof WireOutcome)[keyof typeof WireOutcome];

/** What no array shows. */
export const NoteKind = {
  /** `handle_mm_fault()` while a page-table lock is held. */
  faultUnderPageTableLock: 1,
  /** `handle_mm_fault()` while the lock of a hugetlb VMA is held. */
  faultUnderHugetlbLock: 2,
  /** A lock is held when the call returns. */
  lockLeftBehind: 3,
  /** A lock is taken that is held already. */
  lockTakenTwice: 4,
  /** A lock is released that is not held. */
  lockNotHeld: 5,
  /** A walk began without a sequence check since the last one. */
  walkWithoutCheck: 6,
  /** `WARN_ON()` and its like; `file` and `line` say where. */
  warn: 7,
  /** Bits that the call carries from input words to output words are lost, or set where they were not. */
  carriedBits: 8,
  /** `handle_mm_fault()` with flags that no release gives it there. */
  faultFlags: 9,
  /** A walk began elsewhere than where the one before it faulted or waited. */
  resumedElsewhere: 10,
} as const;
export type NoteKind = (typeof NoteKind)[keyof typeof NoteKind];

/** One note of one run; the first of each kind and place. */
export interface WireNote {
  readonly kind: NoteKind;
  /** Of what it is about, where there is one: a fault, a walk's start. */
  readonly address: number | undefined;
  /** `mm/hmm.c:1234` of a WARN or BUG; for a lock, its name. */
  readonly where: string;
}

/** Which callback of a walk (`enum host_piece`). */
export const PieceKind = { test: 0, hole: 1, pud: 2, pmd: 3, hugetlb: 4 } as const;
export type PieceKind = (typeof PieceKind)[keyof typeof PieceKind];

/** A piece that a callback of a walk got, and what the callback returned. */
export interface WirePiece {
  readonly kind: PieceKind;
  readonly ret: number;
  readonly start: number;
  readonly end: number;
  /** Of the walk, from 1. */
  readonly walk: number;
}

/** What a tree made of one scenario. */
export interface TreeReply {
  readonly outcome: WireOutcome;
  /** What `hmm_range_fault()` returned: 0 or an errno (5.7: pages, if positive). */
  readonly ret: number;
  readonly walks: number;
  /** The array as it was left, a word a page. */
  readonly words: readonly bigint[];
  readonly faults: readonly {
    readonly at: number;
    readonly pages: number;
    readonly write: boolean;
  }[];
  readonly notes: readonly WireNote[];
  /** Where and why it ended, if it did not return; for a person. */
  readonly text: string;
  /** The index of the first page that still holds input; only replies in detail say it. */
  readonly stoppedAt?: number | undefined;
  /** What the callbacks of all walks got, in order; only replies in detail say it, if that is asked for. */
  readonly pieces?: readonly WirePiece[] | undefined;
}

/** The replies to a batch, in its order. */
export interface ReplyBatch {
  readonly count: number;
  /** Whether all replies are byte for byte the same. */
  equals(other: this): boolean;
  /** Whether one reply is byte for byte the same as one of another batch. */
  sameReply(index: number, other: this, otherIndex: number): boolean;
  /** Whether a reply returned and has no note. */
  isPlain(index: number): boolean;
  /** Whether all are plain: looked up, not searched. */
  readonly allPlain: boolean;
  /** @param withPieces of a reply in detail, the pieces of its walks, too. */
  read(index: number, withPieces?: boolean): TreeReply;
}
