// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { ORIGIN_NAMES } from '../../../oracle/compare/origin';
import { GIVEN_NAME, SIDE_NAMES, type SideName } from '../../../oracle/run/side-names';
import { ScenarioSchema } from '../../../oracle/scenario/schema';
import { CLOSED, count, oneOf } from '../../../oracle/scenario/schema-entries';

/** Parts that the reports of several commands have. */

/** What kernel trees noted beside their results; see {@link TreeNote}. */
export const TreeNotesSchema = Type.Optional(
  Type.Array(
    Type.Object(
      {
        ...{ tree: Type.String(), folder: Type.String(), bits: oneOf(32, 64) },
        ...{ text: Type.String(), count: count(0), scenario: ScenarioSchema },
        known: Type.Union([
          Type.Object({ id: Type.String(), why: Type.String() }, CLOSED),
          Type.Null(),
        ]),
      },
      CLOSED,
    ),
    {
      description: 'what kernel trees noted beside their results: locks, sequence checks, warnings',
    },
  ),
);

export const Text = Type.String();
export const Texts = Type.Array(Text);
export const Count = count(0);
/** A count for each name. */
export const Counts = Type.Record(Text, Count);
/** A model, or a side that the user has named. */
export const SideSchema = Type.Unsafe<SideName>({
  anyOf: [{ enum: [...SIDE_NAMES] }, { type: 'string', pattern: GIVEN_NAME.source }],
});
export const OriginSchema = Type.Enum([...ORIGIN_NAMES]);
export const ReturnNameSchema = Type.Enum([
  0,
  '-EPERM',
  '-EINTR',
  '-ENOMEM',
  '-EFAULT',
  '-EBUSY',
  '-EINVAL',
  'livelock',
]);

/** Scenarios by where they come from. */
export const sourceCounts = { vectors: Count, scope: Count, random: Count };

/** An object that has these fields and no others. */
export function closed<Fields extends Type.TProperties>(fields: Fields) {
  return Type.Object(fields, CLOSED);
}

export function orNull<Schema extends Type.TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}
