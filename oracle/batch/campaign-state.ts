// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import type { ChunkResult } from '../chunk/chunk';
import { COLUMNS, type Column } from '../chunk/chunk';
import { addCounted, type Counted, NO_SCENARIOS } from '../chunk/counted';
import { type Place, refuse } from '../scenario/input-error';

/** What some chunks of a campaign came to together; the order in which they came does not show. */
export type ColumnCounts = Readonly<Record<Column, Counted>>;

export const NO_CHUNKS: ColumnCounts = {
  vectors: NO_SCENARIOS,
  scope: NO_SCENARIOS,
  random: NO_SCENARIOS,
};

/** A result that can be added up. */
export type CountedChunk = Extract<ChunkResult, { readonly column: Column }>;

/** Adds what one chunk came to. */
export function withChunk(counts: ColumnCounts, { column, counted }: CountedChunk): ColumnCounts {
  return { ...counts, [column]: addCounted(counts[column], counted) };
}

/** Adds up two sets of chunks that have none in common. */
export function addColumns(one: ColumnCounts, other: ColumnCounts): ColumnCounts {
  return {
    vectors: addCounted(one.vectors, other.vectors),
    scope: addCounted(one.scope, other.scope),
    random: addCounted(one.random, other.random),
  };
}

/** How many causes were found that nothing known explains. */
export function causesIn(counts: ColumnCounts): number {
  return new Set(COLUMNS.flatMap((column) => Object.keys(counts[column].causes))).size;
}

const Named = Type.Record(Type.String(), Type.Object({}));

/*
 * The checksum of a line says that it is as this build wrote it, so that only its outline is looked
 * at: whether it is what it should be, and not something else that this build writes.
 */
const CountedOutline = Type.Object({
  scenarios: Type.Number(),
  compared: Type.Number(),
  known: Type.Record(Type.String(), Type.Number()),
  incomparable: Type.Record(Type.String(), Type.Number()),
  causes: Named,
  families: Named,
  stoodFor: Type.Record(Type.String(), Type.Number()),
  coverage: Named,
  together: Named,
  vectors: Type.Object({ agreement: Named, files: Named, groups: Named }),
});

const chunkCheck = Compile(
  Type.Object({
    number: Type.Integer({ minimum: 0 }),
    column: Type.Enum([...COLUMNS]),
    counted: CountedOutline,
  }),
);
const columnsCheck = Compile(
  Type.Object({ vectors: CountedOutline, scope: CountedOutline, random: CountedOutline }),
);

function isCountedChunk(value: unknown): value is CountedChunk {
  return chunkCheck.Check(value);
}

/** Whether a value is what {@link ColumnCounts} are written as. */
export function isColumns(value: unknown): value is ColumnCounts {
  return columnsCheck.Check(value);
}

/** @throws InputError if a value is no result of a chunk. */
export function readCountedChunk(value: unknown, place: Place): CountedChunk {
  if (isCountedChunk(value)) return value;
  return refuse(place, { field: '', expected: 'the result of a chunk', got: value });
}
