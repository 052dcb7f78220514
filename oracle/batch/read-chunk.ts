// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import type { Chunk, ChunkResult } from '../chunk/chunk';
import { SIDE_NAMES } from '../run/side-names';
import { fieldPath, type Place, refuse, show } from '../scenario/input-error';
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

/**
 * Reads what a queue gave as the result of a chunk.
 * @throws InputError if it is none, or cannot be that of this chunk: of another number, another source, or
 * of more or fewer scenarios than the chunk has.
 */
export function readResultOf(chunk: Chunk, value: unknown, place: Place): ChunkResult {
  const result = refusedCheck.Check(value) ? value : readCountedChunk(value, place);
  const { number, part } = chunk;
  refuseUnlike(place, 'number', number, result.number);
  if ('refused' in result) return result;
  refuseUnlike(place, 'column', part.column, result.column);
  const { scenarios, vectors } = result.counted;
  if (part.column === 'vectors') {
    // How many documents stand on its lines, only who reads the file knows.
    const files = Object.keys(vectors.files).join(', ');
    refuseUnlike(place, 'counted.vectors.files', part.file, files);
  } else refuseUnlike(place, 'counted.scenarios', part.stop - part.first, scenarios);
  return result;
}

function refuseUnlike(
  place: Place,
  field: string,
  expected: number | string,
  got: number | string,
): void {
  if (got !== expected) refuse(place, { field, expected: show(expected), got });
}

/** @throws InputError if what stands in a queue for a chunk is none, or another one. */
export function refuseOtherChunk(chunk: Chunk, value: unknown, place: Place): void {
  const got = readChunk(value, place);
  // What was put there is what JSON makes of it.
  const [expected, stands] = [new Map(leavesOf(chunk)), new Map(leavesOf(got))];
  for (const field of new Set([...expected.keys(), ...stands.keys()])) {
    const [wanted, there] = [expected.get(field), stands.get(field)];
    if (wanted !== there) refuse(place, { field, expected: show(wanted), got: there });
  }
}

/** The values of an object that have no parts, with their paths. */
function leavesOf(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, fieldPath(path, key)));
}
