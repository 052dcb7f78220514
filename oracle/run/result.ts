// SPDX-License-Identifier: GPL-2.0-or-later
import { constants } from 'node:os';
import {
  EBUSY,
  EFAULT,
  EINTR,
  EINVAL,
  ENOMEM,
  EPERM,
  LIVELOCK,
  type ReturnCode,
} from '../../mm/errno';
import { type PageState, StateKind } from '../../mm/page-states';
import type { ResultDocument } from '../scenario/document';
import { hex } from '../scenario/json';
import { type NoRoomDocument, noRoomDocument } from './no-room';
import type { Side } from './side';

/** No result: a long of 32 bits has no room for a pfn, or for the range. */
export interface OverflowDocument {
  readonly overflow: NoRoomDocument;
}

/**
 * What a side made of a scenario, in the vectors' own form; the side must just have run.
 * @throws SideFailure if it threw.
 */
export function resultOf(side: Side): ResultDocument | OverflowDocument {
  const { record, overflow, pageCount, failure } = side;
  if (failure !== undefined) throw failure;
  if (overflow !== undefined) {
    return { overflow: noRoomDocument(overflow) };
  }
  return {
    ret: returnName(record.ret),
    ...(pageCount === undefined ? {} : { pages: pageCount }),
    pfns: Array.from({ length: record.pages }, (_, page) => side.hexWord(page)),
    faults: record.faults.list().map(({ at, pages, write }) => ({ at: hex(at), pages, write })),
    walks: record.walks,
    ...innerAttemptsOf(side),
  };
}

/** The inner attempts of a call that starts again itself; no field for other calls. */
export function innerAttemptsOf({ record }: Side): Pick<ResultDocument, 'attempts'> {
  if (record.attempts.length === 0) return {};
  return { attempts: record.attempts };
}

/*
 * What came of a call by name: return codes and page states, as documents have them and for a person.
 */

/** What a range fault returned, as documents write it; `livelock` is no errno. */
export type ReturnName =
  | 0
  | '-EPERM'
  | '-EINTR'
  | '-ENOMEM'
  | '-EFAULT'
  | '-EBUSY'
  | '-EINVAL'
  | 'livelock';

const RETURN_NAMES: Readonly<Record<Exclude<ReturnCode, 0>, ReturnName>> = {
  [EPERM]: '-EPERM',
  [EINTR]: '-EINTR',
  [ENOMEM]: '-ENOMEM',
  [EFAULT]: '-EFAULT',
  [EBUSY]: '-EBUSY',
  [EINVAL]: '-EINVAL',
  [LIVELOCK]: 'livelock',
};

/** The return code as documents write it. */
export function returnName(code: ReturnCode): ReturnName {
  return code === 0 ? 0 : RETURN_NAMES[code];
}

const TEXTS = new Map<number, string>(
  ([EPERM, EINTR, ENOMEM, EFAULT, EBUSY, EINVAL, LIVELOCK] as const).map((code) => [
    code,
    `${RETURN_NAMES[code]}`,
  ]),
);

/** Second names of errnos, which no code of the kernel uses. */
const SECOND_NAMES: ReadonlySet<string> = new Set(['EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP']);

/** The errnos of this system, by number, as the kernel returns them. */
const otherErrnos = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => !SECOND_NAMES.has(name))
    .map(([name, number]) => [-number, `-${name}`]),
);

/** The return code for a person; a wrong side, or a later kernel, can return what is none of them. */
export function returnText(code: number): string {
  return TEXTS.get(code) ?? otherErrnos.get(code) ?? `${code}`;
}

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

const STATE_NAMES: Readonly<Record<StateKind, StateName>> = {
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
  return STATE_NAMES[kind];
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
