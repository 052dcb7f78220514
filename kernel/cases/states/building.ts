// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE, PAGES_PER_TABLE } from '../../../mm/units';
import type { MapKind, Step } from '../../plan/recipe';

/** A state of memory that a process can bring about, and the pages of it that are asked for. */
export interface State {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The first page asked for, counted from {@link GUEST_BASE}, and how many. */
  readonly first?: number;
  readonly pages?: number;
  /** The owner that asks, of device-private pages. */
  readonly owner?: number;
  /** What others do after the sequence was taken. */
  readonly meanwhile?: readonly Step[];
}

/** Where the memory of most states begins. */
export const GUEST_BASE = 0x7f00_0000_0000;
/** The pages of a range, where a state does not say otherwise. */
export const GUEST_PAGES = 4;

/** The pages of a huge page of 2 MiB. */
export const HUGE = PAGES_PER_TABLE;

/** The address of a page, counted from {@link GUEST_BASE}. */
export const at = (page: number): number => GUEST_BASE + page * PAGE_SIZE;

export type MapStep = Extract<Step, { do: 'map' }>;

/** Maps this many pages at {@link GUEST_BASE}: private, readable and writable if not said otherwise. */
export function map(pages: number, kind: MapKind = 'anon', more: Partial<MapStep> = {}): MapStep {
  return { do: 'map', at: GUEST_BASE, pages, prot: 'rw', sharing: 'private', kind, ...more };
}

/** Makes pages protnone, as NUMA hinting does. */
export const numa = (page: number, pages: number): Step => ({ do: 'numa', at: at(page), pages });

/** Accesses pages, or splits the huge page that they are in. */
export function touch(what: 'read' | 'write' | 'split', page: number, pages: number): Step {
  return { do: what, at: at(page), pages };
}

/** `madvise()` on pages. */
export function advise(how: string, page: number, pages: number): Step {
  return { do: 'advise', at: at(page), pages, how };
}

/** `mprotect()` on pages: `r`, `w`, `rw` or `-`. */
export function protect(how: string, page: number, pages: number): Step {
  return { do: 'protect', at: at(page), pages, how };
}

/** A child that shares all pages; they become read-only. */
export const fork: Step = { do: 'fork' };
/** The end of the children. */
export const reap: Step = { do: 'reap' };
export const write = (page: number, pages: number): Step => touch('write', page, pages);
export const read = (page: number, pages: number): Step => touch('read', page, pages);
