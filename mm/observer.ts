// SPDX-License-Identifier: GPL-2.0-or-later
import type { ThreadEvent } from './image';
import type { Address, PageNumber } from './units';
import type { WalkOperations } from './walk-operations';

/**
 * Somebody who observes what happens to an address space while a side runs on it, in order. Nobody
 * watches unless one is put into `AddressSpace.observer`; campaigns have none.
 */
export interface Observer {
  /** Another thread did something before walk `walk`; called after it was done. */
  event(walk: number, event: ThreadEvent): void;
  /** The sequence was looked at before walk `walk`. */
  retryChecked(walk: number, stale: boolean): void;
  /**
   * A walk over the pages `[first, stop)` of the range begins.
   * @returns the operations that it calls: the given ones, or others that pass everything on.
   */
  walk(first: PageNumber, stop: PageNumber, operations: WalkOperations): WalkOperations;
  /** `handle_mm_fault` was called; nothing has changed yet. */
  fault(at: Address, write: boolean): void;
  /** How the last call was decided, and by which rule of model.md; all is changed that will be. */
  faultDecided(rule: number, success: boolean): void;
}
