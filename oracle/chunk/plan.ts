// SPDX-License-Identifier: GPL-2.0-or-later
import type { Profile } from '../generate/profiles';
import { requireProfile } from '../run/runner';
import type { SideName } from '../run/side-names';
import { familiesByClass, familiesOf, type Scope } from '../scope/scopes';
import type { Chunk } from './chunk';
import type { RandomStream } from './random-stream';
import { familyChunks } from './run-families';

/** A file of vectors as it was when the campaign was planned. */
export interface PlannedFile {
  readonly file: string;
  readonly sha256: string;
  /** How many documents it has. */
  readonly documents: number;
  /** The lines at which its chunks begin; the last one ends with the file. */
  readonly starts: readonly number[];
}

/** Which scenarios a campaign consists of, as plain data. */
export interface ChunkPlan {
  readonly sides: readonly SideName[];
  readonly vectors: readonly PlannedFile[];
  /** 0 is none. */
  readonly scope: Scope | 0;
  /** Whether every call is run in the families that are judged by class otherwise. */
  readonly everyCall?: boolean;
  readonly streams: readonly RandomStream[];
  /** Random scenarios of each stream; null: as many as there is time for. */
  readonly runs: number | null;
  /** Whether it is counted which origins are met in one call. */
  readonly together: boolean;
}

/** Scenarios a chunk: some tenths of a second. One huge scenario costs as much as many small ones. */
const CHUNK_RUNS: Readonly<Record<Profile, number>> = {
  small: 20_000,
  mixed: 20_000,
  recent: 20_000,
  huge: 1_000,
  unlocked: 20_000,
};
/**
 * How many times as large a guided chunk is, as each begins with nothing to vary: of a million small scenarios, chunks
 * five times as large reach 7,796 pairs of cells in place of 7,298, ten times as large 8,063; but all of one is lost with it.
 */
const GUIDED_TIMES = 5;

function runsOfChunk({ profile, guided = false }: RandomStream): number {
  return CHUNK_RUNS[profile] * (guided ? GUIDED_TIMES : 1);
}

/** The chunks of a plan by number. There may be no last one. */
export class PlannedChunks {
  /** Those of the vectors, then those of the scope; random ones follow. */
  private readonly fixed: readonly Chunk[];
  private readonly runsEach: number;
  /** How many chunks there are; null if they do not end. */
  readonly size: number | null;
  /** How many scenarios they have in all; null if they do not end. */
  readonly scenarios: number | null;

  constructor(readonly plan: ChunkPlan) {
    const { sides, vectors, scope, everyCall = false, streams, runs } = plan;
    for (const { profile } of streams) requireProfile(profile, sides);
    const files = vectorChunks(plan);
    const families = scope === 0 ? [] : familiesOf(scope);
    const byClass = scope === 0 || everyCall ? [] : familiesByClass(scope);
    this.fixed = [...files, ...familyChunks({ families, sides, byClass }, files.length)];
    this.runsEach = Math.min(...streams.map(runsOfChunk));
    const perStream = streams.length === 0 ? 0 : runs === null ? null : runs / this.runsEach;
    this.size =
      perStream === null ? null : this.fixed.length + Math.ceil(perStream) * streams.length;
    const inFixed =
      vectors.reduce((sum, { documents }) => sum + documents, 0) +
      families.reduce((sum, { size }) => sum + size, 0);
    this.scenarios =
      streams.length > 0 && runs === null ? null : inFixed + (runs ?? 0) * streams.length;
  }

  /** The chunk of this number; undefined after the last one. */
  at(number: number): Chunk | undefined {
    if (this.size !== null && number >= this.size) return undefined;
    const fixed = this.fixed[number];
    if (fixed !== undefined) return fixed;
    const { sides, streams, runs, together } = this.plan;
    const random = number - this.fixed.length;
    const stream = streams[random % streams.length];
    if (stream === undefined) return undefined;
    const first = Math.floor(random / streams.length) * this.runsEach;
    const stop = Math.min(first + this.runsEach, runs ?? Number.POSITIVE_INFINITY);
    return { number, sides, part: { column: 'random', stream, first, stop, together } };
  }

  /** The chunks that are chosen, in their order. */
  *chosen(isChosen: (number: number) => boolean): Iterable<Chunk> {
    for (let number = 0; ; number++) {
      const chunk = this.at(number);
      if (chunk === undefined) return;
      if (isChosen(number)) yield chunk;
    }
  }
}

function vectorChunks({ sides, vectors }: ChunkPlan): readonly Chunk[] {
  return vectors
    .flatMap(({ file, sha256, starts }) =>
      starts.map((first, index) => {
        const stop = starts[index + 1] ?? Number.MAX_SAFE_INTEGER;
        return { column: 'vectors', file, sha256, first, stop } as const;
      }),
    )
    .map((part, number) => ({ number, sides, part }));
}
