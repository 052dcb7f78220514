// SPDX-License-Identifier: GPL-2.0-or-later
import type { FormatDefect } from '../../legacy/format-clauses';
import type { FaultError } from '../../mm/address-space';
import type { OriginName } from '../compare/origin';
import type { NoRoomDocument } from '../run/no-room';
import type { ReturnName, StateName } from '../run/result';
import type { SideName } from '../run/side-names';
import type {
  AttemptDocument,
  EntryDocument,
  EventDocument,
  Hex,
  ScenarioDocument,
} from '../scenario/document';
import type { AskSymbol } from '../scenario/requests';
import type { Note } from '../simplifications/watch';
import type { KnownEntry } from './known';
import type { ExplainedVerdicts } from './verdicts';
import type { WordBits } from './word-bits';

export type { Hex } from '../scenario/document';

/** One scenario explained: what stands where, what each side did, and what is to be said of it. */
export interface Explanation extends ExplainedVerdicts {
  /** The known difference or violation that the scenario was chosen to show. */
  readonly entry: KnownEntry | undefined;
  readonly source: {
    readonly file: string;
    readonly line: number;
    /** Whether it is a golden vector: its results were measured on the kernel's own code. */
    readonly measured: boolean;
  };
  readonly scenario: ScenarioDocument;
  /** Why the sides were not held to the contract; undefined if they were. */
  readonly notHeld: string | undefined;
  readonly format: ExplainedFormat | undefined;
  /** The pages of the range, in runs of like ones; in small ranges each page by itself. */
  readonly pages: readonly PageRun[];
  /** How many pages at the end of the range are not shown, because there are too many runs. */
  readonly pagesLeftOut: number;
  readonly sides: readonly ExplainedSide[];
  /** Where a rule of the model is simpler than a kernel, and this scenario meets it. */
  readonly notes: readonly Note[];
}

/** What is to be said of the driver's customizable format. */
export interface ExplainedFormat {
  /** The driver, or text, that it is known from. */
  readonly name: string | undefined;
  /** In which ways it is ill-formed, and what comes of it; empty if it is well-formed. */
  readonly defects: readonly FormatDefect[];
  /** Requests of the range that mean something else in its bits than the document says. */
  readonly asksOtherwise: readonly {
    readonly request: AskSymbol;
    readonly meant: AskSymbol;
    readonly asked: AskSymbol;
  }[];
}

/**
 * Neighbouring pages of which everything is alike. Page i of a run has the word `word + i * step`
 * (modulo 2^64) on each side; so runs lose nothing.
 */
export interface PageRun {
  /** The index of the first page in the range. */
  readonly first: number;
  readonly pages: number;
  readonly at: Hex;
  /** The index of the VMA in the document, if there is one. */
  readonly vma: number | undefined;
  /** The slot that maps the first page before the first walk, or the one that is none. */
  readonly slot: EntryDocument;
  /** The pfn that the slot has for the first page. */
  readonly pfn: Hex | undefined;
  /** How a fault on these pages fails. */
  readonly fails: FaultError | undefined;
  readonly request: AskSymbol;
  /** What the request, the mask and the default ask together. */
  readonly effective: AskSymbol;
  /** A word a side, in the order of the sides; none of a side that came to no result. */
  readonly words: readonly PageWord[];
}

/** What one side's array holds for the first page of a run. */
export type PageWord = {
  readonly side: SideName;
  readonly word: Hex;
  readonly step: Hex;
  readonly bits: WordBits;
} & (
  | {
      readonly holds: 'output';
      readonly met: MetEntry;
      readonly state: StateName;
      readonly pfn: Hex;
    }
  /** Not reached: still what was asked. */
  | { readonly holds: 'request' }
  /** Not reached, and yet not what was asked. */
  | { readonly holds: 'something else' }
);

/** What a walk met. */
export interface MetEntry {
  readonly what: OriginName;
  readonly write: boolean;
}

/** What one side returned, and the walks that led there. */
export interface ExplainedSide {
  readonly name: SideName;
  readonly ret: ReturnName;
  /** The page count that was returned, on a side that returns one. */
  readonly count: number | undefined;
  readonly walks: number;
  /** The index of the first page that still holds input. */
  readonly stoppedAt: number;
  /** What a 32-bit long had no room for, a pfn or the range: then there is no result. */
  readonly overflow: NoRoomDocument | undefined;
  /** What the side threw, a line each, if it did: then there is no result. */
  readonly threw: readonly string[] | undefined;
  /** The result that stands beside the scenario, if one does: in a golden vector, the kernel's. */
  readonly expected: Expected | undefined;
  readonly rounds: readonly Round[];
  /** The inner attempts of a call that starts again itself. */
  readonly attempts?: readonly AttemptDocument[];
}

/** Whether a side's result is the one that stands beside the scenario. */
export type Expected =
  | { readonly agrees: true }
  | {
      readonly agrees: false;
      /** The first field that is not as expected, such as `pfns[3]`. */
      readonly field: string;
      readonly expected: string;
      readonly got: string;
    };

/** One turn of the loop of `hmm_range_fault`: events, the look at the sequence, a walk. */
export type Round = {
  /** The number of the walk, which may never have begun. */
  readonly walk: number;
  readonly events: readonly EventDocument[];
} & (
  | {
      readonly begun: true;
      readonly from: Hex;
      readonly pieces: readonly ExplainedPiece[];
      /** How it ended early; undefined if it came to the end of the range. */
      readonly end: WalkEnding | undefined;
    }
  | { readonly begun: false; readonly because: 'stale' | 'livelock' }
);

/** One call of a walk's callback for a piece, in the kernel's names for them. */
export type ExplainedPiece = {
  readonly start: Hex;
  readonly end: Hex;
  readonly pages: number;
  /** What was written into the array, in runs of like pages. */
  readonly reported: readonly ReportedRun[];
} & (
  | { readonly call: 'test_walk'; readonly vma: number; readonly outcome: 'walk' | 'skip' | 'fail' }
  | {
      readonly call: 'pte_hole' | 'pud_entry' | 'pmd_entry' | 'hugetlb_entry';
      readonly vma: number | undefined;
      /** The entry in the slot, at that moment. */
      readonly entry: EntryDocument | undefined;
    }
);

/** Neighbouring pages that were reported alike; page i of them with the pfn `pfn + i * step`. */
export interface ReportedRun {
  readonly at: Hex;
  readonly pages: number;
  readonly met: MetEntry;
  readonly state: StateName;
  readonly pfn: Hex;
  readonly step: 0 | 1;
}

/** How a walk ended before the end of the range, and the piece that it left. */
export interface WalkEnding {
  readonly how: 'faulted' | 'waited' | 'denied' | 'fault-failed' | 'impossible' | 'lock-dropped';
  readonly met: MetEntry;
  readonly start: Hex;
  readonly end: Hex;
  readonly pages: number;
  /** The fault that was needed, and the first page whose request needs it. */
  readonly need: 'read' | 'write';
  readonly page: number;
  readonly faults: readonly FaultRun[];
}

/** Calls of `handle_mm_fault` for neighbouring pages, decided alike. */
export interface FaultRun {
  readonly at: Hex;
  readonly pages: number;
  readonly write: boolean;
  /** The rule of model.md, section 1. */
  readonly rule: number;
  readonly success: boolean;
  readonly error: FaultError | undefined;
  /** The slot of the first page, before and after. */
  readonly before: EntryDocument;
  readonly after: EntryDocument;
  /** Whether the sequence became stale by it. */
  readonly invalidates: boolean;
}
