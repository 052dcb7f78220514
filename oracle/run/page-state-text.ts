// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, StateKind } from '../../mm/page-states';
import { hex } from '../scenario/hex';

/** The kinds of states by name (model.md, section 5). */
export type StateName =
  | 'none'
  | 'error'
  | 'special'
  | 'read'
  | 'write'
  | 'stray'
  | 'malformed'
  | 'untouched';

const NAMES: Readonly<Record<StateKind, StateName>> = {
  [StateKind.none]: 'none',
  [StateKind.error]: 'error',
  [StateKind.special]: 'special',
  [StateKind.read]: 'read',
  [StateKind.write]: 'write',
  [StateKind.stray]: 'stray',
  [StateKind.malformed]: 'malformed',
  [StateKind.untouched]: 'untouched',
};

/** The name of a kind, as documents and reports have it. */
export function stateName(kind: StateKind): StateName {
  return NAMES[kind];
}

/** A page state for a person: `write pfn 0x2000`, `none`. */
export function stateText({ kind, pfn }: PageState): string {
  switch (kind) {
    case StateKind.none:
    case StateKind.error:
      return stateName(kind);
    case StateKind.special:
      return 'error (special)';
    case StateKind.malformed:
      return `malformed word ${hex(pfn)}`;
    case StateKind.stray:
      return `pfn ${hex(pfn)} without VALID`;
    case StateKind.untouched:
      return 'passed without output';
    case StateKind.read:
      return `pfn ${hex(pfn)} read-only`;
    case StateKind.write:
      return `pfn ${hex(pfn)} read/write`;
  }
}
