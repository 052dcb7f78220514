// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Check } from 'typebox/schema';
import { firstProblem } from '../oracle/scenario/explain';
import type { Problem } from '../oracle/scenario/input-error';
import { CLOSED, count, Flag, oneOf } from '../oracle/scenario/schema-entries';
import { type Loop, REWRITES, SEQUENCES } from './loop';
import { RETRIES } from './retry';

/** The most attempts, and pages of a piece, that can be said. */
const COUNT_LIMIT = 1_000_000;

const After = Type.Optional(
  Type.Array(oneOf(...RETRIES), {
    minItems: 1,
    description: `at least one of ${RETRIES.join(' ')}`,
  }),
);
const Milliseconds = Type.Integer({
  minimum: 1,
  description: 'a whole number of milliseconds from 1 on (a loop without bound has "bounds": [])',
});

const bound = (kind: string, fields: Readonly<Record<string, Type.TSchema>>, what: string) =>
  Type.Object(
    { kind: Type.Literal(kind), ...fields, after: After },
    { ...CLOSED, description: what },
  );

const BoundSchema = Type.Union(
  [
    bound('count', { attempts: count(1, COUNT_LIMIT) }, 'a bound by attempts'),
    bound('deadline', { ms: Milliseconds }, 'a bound by a time around the loop'),
    bound('budget', { ms: Milliseconds }, 'a time for each attempt'),
    bound('signal', {}, 'a bound by a fatal signal'),
  ],
  { description: 'an object with kind count, deadline, budget or signal' },
);

/** A loop, as a document has it; the TypeScript type is {@link Loop}. */
export const LoopSchema = Type.Object(
  {
    call: Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('range-fault') },
          { ...CLOSED, description: 'a call of hmm_range_fault()' },
        ),
        Type.Object(
          {
            kind: Type.Literal('unlocked'),
            budgetMs: Type.Union([Milliseconds, Type.Null()], {
              description: 'a whole number of milliseconds from 1 on, or null for no end',
            }),
            keepsRequests: Flag,
          },
          { ...CLOSED, description: 'a call of hmm_range_fault_unlocked_timeout()' },
        ),
      ],
      { description: 'an object with kind range-fault or unlocked' },
    ),
    sequence: oneOf(...SEQUENCES),
    rewrites: oneOf(...REWRITES),
    pieces: Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('whole') },
          { ...CLOSED, description: 'a range in one piece' },
        ),
        Type.Object(
          { kind: Type.Literal('pages'), pages: count(1, COUNT_LIMIT) },
          { ...CLOSED, description: 'a range in pieces of this many pages' },
        ),
      ],
      { description: 'an object with kind whole or pages' },
    ),
    check: Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('in-loop'), stale: oneOf('again', 'fails') },
          { ...CLOSED, description: 'a check in the loop' },
        ),
        Type.Object(
          { kind: Type.Literal('by-caller') },
          { ...CLOSED, description: 'a check by the caller' },
        ),
        Type.Object({ kind: Type.Literal('none') }, { ...CLOSED, description: 'no check' }),
      ],
      { description: 'an object with kind in-loop, by-caller or none' },
    ),
    noPages: oneOf('success', 'again'),
    bounds: Type.Array(BoundSchema, { description: 'an array of bounds; [] is none' }),
  },
  { ...CLOSED, description: 'a loop' },
);

/** Whether a plain value is a loop; what its fields say of each other is {@link loopProblem}'s. */
export function isLoop(value: unknown): value is Loop {
  return Check(LoopSchema, value);
}

/** The first thing that is wrong with a plain value that should be a loop; undefined for a loop. */
export function loopProblem(value: unknown, field: string): Problem | undefined {
  if (!isLoop(value)) {
    return firstProblem(LoopSchema, value, field) ?? { field, expected: 'a loop', got: value };
  }
  const { sequence, pieces, call, check } = value;
  if (sequence === 'each-piece' && pieces.kind === 'whole') {
    const expected = 'a loop with pieces of some pages, for a sequence that each piece reads';
    return { field: `${field}.pieces.kind`, expected, got: pieces.kind };
  }
  if (call.kind === 'unlocked' && sequence === 'once') {
    const expected = 'not once: hmm_range_fault_unlocked_timeout() reads the sequence itself';
    return { field: `${field}.sequence`, expected, got: sequence };
  }
  if (sequence === 'after-call' && check.kind === 'none') {
    const expected = 'in-loop or by-caller, for a sequence that is read for the check';
    return { field: `${field}.check.kind`, expected, got: check.kind };
  }
  return undefined;
}
