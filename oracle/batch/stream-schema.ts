// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { PROFILES } from '../generate/profiles';
import { CLOSED, count } from '../scenario/schema-entries';

/** A `RandomStream`, as journals and queues hold it. */
export const StreamSchema = Type.Object(
  {
    seed: count(0),
    profile: Type.Enum([...PROFILES]),
    guided: Type.Optional(Type.Boolean()),
  },
  CLOSED,
);
