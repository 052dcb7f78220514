// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { Judge, type SidePair } from '../../../oracle/campaign/judge';
import { newCauses } from '../../../oracle/campaign/new-causes';
import { CLAUSES } from '../../../oracle/contract/registry';
import { Runner } from '../../../oracle/run/runner';
import type { SideName } from '../../../oracle/run/side-names';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { findingsText, shortDigest } from '../witnesses';

/** Some scenarios, of which is kept what is found in them. */
export interface Chunk {
  /** Stable: the key of what is kept. */
  readonly name: string;
  readonly scenarios: () => Iterable<Scenario>;
}

/** Chunks that are judged on the same sides. */
export interface ChunkedScenarios {
  readonly sides: readonly SideName[];
  /** The sides to compare, if not neighbours. */
  readonly pairs?: readonly SidePair[];
  readonly chunks: readonly Chunk[];
}

/** The digest of what is found in each chunk, by the chunk's name. */
export type KeptFindings = Readonly<Record<string, string>>;

/**
 * Holds what is found in chunks to what is kept: nothing is new, and each difference and violation
 * explains exactly what it did.
 * @returns what is not so, for a person.
 */
export function firstOther(
  { sides, pairs, chunks }: ChunkedScenarios,
  kept: KeptFindings,
  beat: () => void,
): string | undefined {
  const judge = new Judge(Runner.of(sides), CLAUSES, pairs);
  for (const chunk of chunks) {
    const found = findingsOf(chunk, judge, beat);
    if ('fresh' in found) return `${chunk.name}: new: ${found.fresh}`;
    if (found.digest !== kept[chunk.name]) return `${chunk.name}: other findings than are kept`;
  }
  return undefined;
}

/**
 * What is to be kept of chunks.
 * @throws Error if anything is new in them.
 */
export function findingsToKeep({ sides, pairs, chunks }: ChunkedScenarios): KeptFindings {
  const judge = new Judge(Runner.of(sides), CLAUSES, pairs);
  return Object.fromEntries(
    chunks.map((chunk) => {
      const found = findingsOf(chunk, judge, () => {});
      if ('fresh' in found) throw new Error(`${chunk.name}: new: ${found.fresh}`);
      return [chunk.name, found.digest];
    }),
  );
}

function findingsOf(
  { scenarios }: Chunk,
  judge: Judge,
  beat: () => void,
): { readonly digest: string } | { readonly fresh: string } {
  const hash = createHash('sha256');
  for (const scenario of scenarios()) {
    beat();
    const judgement = judge.judge(scenario);
    const [fresh] = newCauses(judgement);
    if (fresh !== undefined) return { fresh: fresh.cause };
    hash.update(findingsText(judgement));
  }
  return { digest: shortDigest(hash) };
}
