// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { SIDE_NAMES } from '../run/side';
import { count } from '../scenario/schema-words';

/** Parts that saved reports of several kinds have. */

export const Text = Type.String({ description: 'a string' });
export const Texts = Type.Array(Text, { description: 'an array of strings' });
export const Count = count(0);
export const Truth = Type.Boolean({ description: 'true or false' });
export const Side = Type.Enum([...SIDE_NAMES], { description: `one of ${SIDE_NAMES.join(' ')}` });
export const Counts = Type.Record(Text, Count, { description: 'counts by name' });
export const SourceCounts = Type.Object(
  { vectors: Count, scope: Count, random: Count },
  { description: 'counts of vectors, scope, random' },
);

/** An array of objects that have at least these fields. */
export function rows<Fields extends Type.TProperties>(fields: Fields, description: string) {
  return Type.Array(Type.Object(fields, { description }), {
    description: `an array, each of it ${description}`,
  });
}

export function orNull<Schema extends Type.TSchema>(schema: Schema, description: string) {
  return Type.Union([schema, Type.Null()], { description: `${description}, or null` });
}
