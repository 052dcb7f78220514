// SPDX-License-Identifier: GPL-2.0-or-later
import type { SidePair } from '../campaign/judge';
import { isModel, type SideName } from '../run/side-names';
import type { Family } from '../scope/family';
import type { FamilyCount } from '../scope/family-counts';
import { type Chunk, type ChunkResult, errorOfRefusal } from './chunk';
import { addCounted, type Counted, NO_SCENARIOS } from './counted';
import { type Engine, localEngine } from './engine';

/** Scenarios a chunk: some tenths of a second, so that threads end together and progress shows. */
const FAMILY_CHUNK = 50_000;
/** Of sides in another process, which this one waits for: nobody hears of Ctrl-C meanwhile. */
const OTHERS_CHUNK = 4_000;

/** How many scenarios a chunk has, by what its sides are. */
function mostInChunk(sides: readonly SideName[]): number {
  return sides.every(isModel) ? FAMILY_CHUNK : OTHERS_CHUNK;
}

/** What is judged of a scope, and how. */
interface FamilyRun {
  readonly families: readonly Family[];
  readonly sides: readonly SideName[];
  /** The sides to compare, if not neighbours. */
  readonly pairs?: readonly SidePair[];
  /** The families in which a call may stand for the others of its class; none if not given. */
  readonly byClass?: readonly Family[];
}

/**
 * Judges every scenario of some families. Each is found by its name in the threads, and so must be a
 * family of some scope.
 *
 * @param progress is called with how many scenarios are done, and of how many.
 * @param signal ends the run early.
 */
export async function runFamilies(
  run: FamilyRun,
  jobs: number,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Counted> {
  const engine: Engine = localEngine(jobs);
  const total = run.families.reduce((sum, { size }) => sum + size, 0);
  let counted = NO_SCENARIOS;
  const take = (result: ChunkResult): void => {
    if (!('counted' in result)) throw errorOfRefusal(result.refused);
    counted = addCounted(counted, result.counted);
    progress(counted.scenarios, total);
  };
  await engine.run(familyChunks(run, 0), take, signal);
  return counted;
}

/** Families in chunks, the first of which has this number. */
export function familyChunks(run: FamilyRun, from: number): Chunk[] {
  const { families, sides, pairs } = run;
  const named = new Set(run.byClass?.map(({ name }) => name));
  const chunks: Chunk[] = [];
  const most = mostInChunk(sides);
  for (const { name, size } of families) {
    for (let first = 0; first < size; first += most) {
      const stop = Math.min(first + most, size);
      const byClass = named.has(name) && { byClass: true };
      const part = { column: 'scope', family: name, ...byClass, first, stop } as const;
      chunks.push({ number: from + chunks.length, sides, ...(pairs && { pairs }), part });
    }
  }
  return chunks;
}

/** How much of each family was judged. */
export function familyCounts(
  families: readonly Family[],
  counted: Counted,
): readonly FamilyCount[] {
  return families.map(({ name, combines, size }) => ({
    ...{ name, combines, size },
    done: counted.families[name]?.size ?? 0,
    stoodFor: counted.stoodFor[name] ?? 0,
  }));
}
