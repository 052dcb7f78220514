// SPDX-License-Identifier: GPL-2.0-or-later
import { constants } from 'node:os';
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { EBUSY, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, LIVELOCK } from '../../mm/errno';
import { firstProblem } from '../scenario/explain';
import type { Immutable } from '../scenario/immutable';
import type { Problem } from '../scenario/input-error';
import { parseAddress } from '../scenario/json';
import { ResultSchema } from '../scenario/schema';
import { CLOSED, count } from '../scenario/schema-entries';
import type { ExternalResult } from './answer';

const { ret: _, ...fields } = ResultSchema.properties;

/** A result from outside: as in a vector, with any errno, and maybe with where the call stopped. */
const ExternalResultSchema = Type.Object(
  {
    ret: Type.Union([Type.Literal(0), Type.String({ pattern: '^(-E[A-Z0-9]+|livelock)$' })], {
      description: '0, the name of an errno such as "-EFAULT", or "livelock"',
    }),
    ...fields,
    stoppedAt: Type.Optional(count(0)),
  },
  { ...CLOSED, description: 'a result' },
);
type ExternalResultDocument = Immutable<Type.Static<typeof ExternalResultSchema>>;

const check = Compile(ExternalResultSchema);

/** A result that was read, or the first thing that is wrong with it. */
type ReadResult =
  | { readonly kind: 'read'; readonly result: ExternalResult }
  | { readonly kind: 'unfit'; readonly problem: Problem };

/**
 * Reads a result that somebody else wrote.
 * @param pages how many words it must have.
 * @param field where it stands, for messages.
 */
export function readExternalResult(value: unknown, pages: number, field: string): ReadResult {
  if (!check.Check(value)) {
    const problem = firstProblem(ExternalResultSchema, value, field);
    return unfit(problem ?? { field, expected: 'a result', got: value });
  }
  const ret = numberOf(value.ret);
  if (ret === undefined) {
    return unfit({ field: `${field}.ret`, expected: 'the name of an errno', got: value.ret });
  }
  if (value.pfns.length !== pages) {
    const expected = `an array of ${pages}, a word a page`;
    return unfit({ field: `${field}.pfns`, expected, got: value.pfns });
  }
  if (value.stoppedAt !== undefined && value.stoppedAt > pages) {
    const expected = `the index of a page, at most ${pages}`;
    return unfit({ field: `${field}.stoppedAt`, expected, got: value.stoppedAt });
  }
  return { kind: 'read', result: resultOf(value, ret) };
}

function unfit(problem: Problem): ReadResult {
  return { kind: 'unfit', problem };
}

function resultOf(document: ExternalResultDocument, ret: number): ExternalResult {
  return {
    ret,
    pages: document.pages,
    words: document.pfns.map(BigInt),
    faults: document.faults.map(({ at, pages, write }) => ({ at: parseAddress(at), pages, write })),
    walks: document.walks,
    stoppedAt: document.stoppedAt,
  };
}

/** The errnos of Linux that the models return; the host of this program may number others its way. */
const RETURNS: Readonly<Record<string, number>> = {
  '-EPERM': EPERM,
  '-EINTR': EINTR,
  '-ENOMEM': ENOMEM,
  '-EFAULT': EFAULT,
  '-EBUSY': EBUSY,
  '-EINVAL': EINVAL,
  livelock: LIVELOCK,
};

function numberOf(ret: 0 | string): number | undefined {
  if (ret === 0) return 0;
  const known = RETURNS[ret];
  if (known !== undefined) return known;
  const found = Object.entries(constants.errno).find(([name]) => `-${name}` === ret);
  return found === undefined ? undefined : -found[1];
}
