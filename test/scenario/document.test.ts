// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { expect, it } from 'vitest';
import type { ResultDocument, ScenarioDocument } from '../../oracle/scenario/document';
import type { ResultSchema, ScenarioSchema } from '../../oracle/scenario/schema';

/** With no field optional, so that two names cannot pass for each other. */
type Complete<T> = T extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Complete<T[Key]> }
    : T;

/** `true` if each of two types can stand for the other. */
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;

it('the types that are written out say what the schema says', () => {
  const scenario: Same<
    Complete<Type.Static<typeof ScenarioSchema>>,
    Complete<ScenarioDocument>
  > = true;
  const result: Same<Complete<Type.Static<typeof ResultSchema>>, Complete<ResultDocument>> = true;
  // The compiler is the test; another field in one of the two does not compile.
  expect([scenario, result]).toEqual([true, true]);
});
