// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import type { Chunk, ChunkResult } from '../chunk/chunk';
import { SIDE_NAMES } from '../run/side-names';
import { type Place, refuse } from '../scenario/input-error';
import { CLOSED, count } from '../scenario/schema-entries';
import { readCountedChunk } from './campaign-state';
import { StreamSchema } from './stream-schema';

const span = { first: count(0), stop: count(0) };

const ChunkSchema = Type.Object(
  {
    number: count(0),
    sides: Type.Array(Type.Enum([...SIDE_NAMES])),
    part: Type.Union([
      Type.Object(
        {
          column: Type.Literal('scope'),
          family: Type.String(),
          byClass: Type.Optional(Type.Boolean()),
          ...span,
        },
        CLOSED,
      ),
      Type.Object(
        {
          column: Type.Literal('random'),
          stream: StreamSchema,
          together: Type.Boolean(),
          ...span,
        },
        CLOSED,
      ),
      Type.Object(
        {
          column: Type.Literal('vectors'),
          file: Type.String(),
          sha256: Type.String(),
          ...span,
        },
        CLOSED,
      ),
    ]),
  },
  CLOSED,
);
const chunkCheck = Compile(ChunkSchema);

const refusedCheck = Compile(
  Type.Object(
    {
      number: count(0),
      refused: Type.Object(
        {
          file: Type.String(),
          line: Type.Union([Type.Integer(), Type.Null()]),
          message: Type.String(),
        },
        CLOSED,
      ),
    },
    CLOSED,
  ),
);

/** @throws InputError if what a queue gave is no chunk. */
export function readChunk(value: unknown, place: Place): Chunk {
  if (chunkCheck.Check(value)) return value;
  return refuse(place, { field: '', expected: 'a chunk', got: value });
}

/** @throws InputError if what a queue gave is no result of a chunk. */
export function readChunkResult(value: unknown, place: Place): ChunkResult {
  return refusedCheck.Check(value) ? value : readCountedChunk(value, place);
}
