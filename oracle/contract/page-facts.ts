// SPDX-License-Identifier: GPL-2.0-or-later
import type { StateKind } from '../../mm/page-states';
import type { CpuAccess } from './cpu-pages';

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
export type Suspects = (page: KnownOfPage) => boolean;
