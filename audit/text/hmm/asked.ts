// SPDX-License-Identifier: GPL-2.0-or-later
import { isComplete } from '../code/flow';
import type { Node } from '../code/syntax';
import { ASKS_WRITE, type CodeAsk, either, FAULT, joinedAsk, NOTHING } from './ask';
import type { RangeEvent } from './ranges';

/** What a field asks for; unless it is `sure`, it may ask for more or for less than is seen. */
export interface AskedInCode extends CodeAsk {
  readonly sure: boolean;
}

export const UNKNOWN: AskedInCode = { must: 0, may: FAULT | ASKS_WRITE, sure: false };
export const NONE: AskedInCode = { ...NOTHING, sure: true };

/** One change of a field, or of a variable. */
export interface AskChange {
  readonly event: RangeEvent;
  readonly kind: 'set' | 'add' | 'remove' | 'spoil' | 'unseen';
  readonly asked: AskedInCode | undefined;
}

/** What is held after a change. */
export function askedAfter(
  held: AskedInCode | undefined,
  { kind, asked }: AskChange,
): AskedInCode | undefined {
  if (kind === 'set') return asked;
  // What was only cleared so far is for others to set.
  if (kind === 'unseen') return held === NONE ? undefined : held;
  const before = held ?? UNKNOWN;
  const bits = asked ?? UNKNOWN;
  const sure = before.sure && bits.sure;
  switch (kind) {
    case 'add':
      return { ...joinedAsk(before, bits), sure };
    case 'remove':
      return { must: before.must & ~bits.may, may: before.may & ~bits.must, sure };
    case 'spoil':
      return UNKNOWN;
  }
}

/**
 * After an `if` or a `switch` that only some of its branches change the field in.
 *
 * @param mayBeUnset whether a way on which nothing was stored counts: what a variable holds then, nobody may read.
 */
export function askedTogether(
  held: AskedInCode | undefined,
  decision: Node,
  changes: readonly AskChange[],
  mayBeUnset: boolean,
): AskedInCode | undefined {
  const sets = changes.filter(({ kind }) => kind === 'set');
  const complete = isComplete(
    decision,
    sets.map(({ event }) => event.node),
  );
  const values = sets.map(({ asked }) => asked);
  if (!complete && (held !== undefined || mayBeUnset)) values.push(held);
  let sum = values.every((one) => one === undefined) ? undefined : askedOneOf(values);
  for (const change of changes) {
    if (change.kind === 'unseen') sum = askedAfter(sum, change);
    else if (change.kind !== 'set') sum = askedOneOf([sum, askedAfter(sum, change)]);
  }
  return sum;
}

/** One of several, nobody knows which; of one that is not known anything. */
export function askedOneOf(values: readonly (AskedInCode | undefined)[]): AskedInCode {
  const [first = UNKNOWN, ...rest] = values.map((one) => one ?? UNKNOWN);
  return rest.reduce((sum, one) => ({ ...either(sum, one), sure: sum.sure && one.sure }), first);
}
