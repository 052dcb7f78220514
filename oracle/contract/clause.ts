// SPDX-License-Identifier: GPL-2.0-or-later
import type { StateKind } from '../../mm/page-states';
import type { PageNumber } from '../../mm/units';
import type { ModernRevision } from '../../modern/revision';
import type { SideName } from '../run/side-names';
import type { Asked } from './asked';
import type { CpuAccess } from './cpu-pages';
import type { SideRun } from './side-run';

/**
 * One promise that callers rely on (model.md, section 4, and the headers), checked on each side
 * alone, with the ways in which the code is known to break it.
 */
export interface Clause {
  /** Stable; the first part of the ids of its violations. */
  readonly id: string;
  /** What is promised. */
  readonly promise: string;
  readonly violations: readonly Violation[];
  /** What the address space holds during the check; what the call found, if not given. */
  readonly sees?: 'what the call left' | 'the mirrored scenario';
  /**
   * Whether the check tries what else would have come of the call: in the side's laboratory, or by
   * page faults. A live kernel can only be held to what its one call shows.
   */
  readonly experiment?: true;
  /**
   * Of a clause that has the side itself run an experiment: by what is asked, what decides whether it is made. The
   * rehearsal leaves out what cannot come to one; `the call`, if not given.
   */
  readonly decidedBy?: (this: void, asked: Asked) => 'the call' | 'what is asked' | 'nothing';
  /**
   * Whether the check looks only at the outcome of the call and at the address space: not at raw
   * words or a laboratory, which are each side's own. Sides with the same outcome keep or break it
   * together.
   */
  readonly ofOutcome?: true;
  /** The only sides that can break it; all, if not given. */
  readonly sides?: (name: SideName) => boolean;
  /**
   * Whether calls of `hmm_range_fault_unlocked_timeout()` are held to it, too, or they alone; if not given,
   * those of `hmm_range_fault()` alone. What starts again by itself may fault a page twice, and leaves
   * output of earlier attempts after the page at which it stops.
   */
  readonly ofUnlocked?: 'too' | 'only';
  /** The only calls that can break it; all, if not given. */
  readonly judges?: 'successes' | 'failures' | 'page faults';
  /**
   * For which pages that were put out the promise can be broken: if a call has none, it is not checked.
   * `any call`: that depends on more than single pages, or on what is not known of them beforehand. It takes a
   * clause that sees what the call left.
   */
  readonly suspects: Suspects | 'any call';
  /** Calls `breach` with each page for which the promise is broken. */
  readonly check: (this: void, run: SideRun, breach: (page: PageNumber) => void) => void;
}

/** A known way in which a promise is broken: one cause. As tight as a difference is. */
export interface Violation {
  /** Stable: the clause's id, a dot, the cause. */
  readonly id: string;
  readonly title: string;
  /** The line of reasoning: which decision leads there. */
  readonly why: string;
  /** The effect on drivers. */
  readonly driver: string;
  /** Whether it matters in practice, and when. */
  readonly matters: string;
  /** The change of later kernels that brought it; older sides never show it. */
  readonly since?: keyof ModernRevision;
  /** Whether it takes an entry that only documents from version 2 on can hold. */
  readonly newer?: true;
  /** Whether only sides whose long has 32 bits show it. */
  readonly narrow?: true;
  explains(run: SideRun, page: PageNumber): boolean;
}

/** What is known of a page that a call has put out a word for, before any clause is asked. */
export interface KnownOfPage {
  /** What its word says; undefined where a call that returned 0 has left pages out at the end. */
  readonly state: StateKind | undefined;
  /** What the CPU can do with it when the call is over. */
  readonly access: CpuAccess;
  /** Whether it was effectively asked for, and whether it is to be writable. */
  readonly faults: boolean;
  readonly writes: boolean;
  /** Whether the pfn of its state is the one that its entry has for it. */
  readonly hasFrameOfEntry: boolean;
}

/**
 * Whether a promise can be broken for a page of which this is known. It may be true where the promise
 * is kept, as the clause looks closer then; where it is false, the clause must find nothing.
 */
type Suspects = (page: KnownOfPage) => boolean;
