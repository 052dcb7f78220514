// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MutantOutcome } from './judge';

/** A mutant by its name, with what it came to. */
export interface JudgedMutant {
  readonly name: string;
  readonly outcome: MutantOutcome;
}

/** What mutants were drawn from: results of another draw are none of this one. */
export interface MutantDraw {
  readonly release: string;
  readonly seed: number;
  /** SHA-256 of the mm/hmm.c that was changed. */
  readonly source: string;
}

/** A draw that was judged. */
export interface MutantResults extends MutantDraw {
  readonly prover: string;
  /** How many that compile were asked for. */
  readonly count: number;
  /** Seconds of processor time that the prover took, of all mutants. */
  readonly seconds: number;
  /** In the order of the draw. */
  readonly mutants: readonly JudgedMutant[];
}

/** The draw that docs/tree-mutants.md shows. */
export const KEPT_RESULTS = join(__dirname, 'data', 'linux-6.12.json');

export function drawOf(release: string, seed: number, source: string): MutantDraw {
  return { release, seed, source: createHash('sha256').update(source).digest('hex') };
}

export function readResults(file: string): MutantResults {
  const results: MutantResults = JSON.parse(readFileSync(file, 'utf8'));
  return results;
}

/** Of a mutant that has been looked at only where most are refuted. */
export const NOT_TRIED = 'not refuted where most are; the other places have not been tried yet';

/** What a file has of a draw already, but for what has to be looked at again; nothing if it is of another. */
export function resultsOf(
  file: string | undefined,
  draw: MutantDraw,
  prover: string,
  count: number,
): MutantResults {
  const nothing = { ...draw, prover, count, seconds: 0, mutants: [] };
  if (file === undefined || !existsSync(file)) return nothing;
  const kept = readResults(file);
  const same = (['release', 'seed', 'source'] as const).every((key) => kept[key] === draw[key]);
  if (!same || kept.prover !== prover) return nothing;
  return { ...kept, count, mutants: kept.mutants.filter((one) => !isNotTried(one)) };
}

/** Results that are kept in a file as they come, so that a run that ends early is gone on with. */
export class ResultsFile {
  constructor(
    private readonly file: string | undefined,
    private kept: MutantResults,
  ) {}

  get results(): MutantResults {
    return this.kept;
  }

  has(name: string): boolean {
    return this.kept.mutants.some((one) => one.name === name);
  }

  /** How many that compile there are. */
  compiled(): number {
    return compiledMutants(this.kept.mutants).length;
  }

  /**
   * Keeps what a mutant came to, in place of what it had.
   * @param seconds of processor time that it took.
   */
  add(mutant: JudgedMutant, seconds: number): void {
    const others = this.kept.mutants.filter(({ name }) => name !== mutant.name);
    const mutants = [...others, mutant];
    this.kept = { ...this.kept, seconds: Math.round(this.kept.seconds + seconds), mutants };
    if (this.file === undefined) return;
    writeFileSync(this.file, `${JSON.stringify(this.kept, undefined, 2)}\n`);
  }
}

function isNotTried({ outcome }: JudgedMutant): boolean {
  return outcome.kind === 'not decided' && outcome.why === NOT_TRIED;
}

/** How many came to what. */
export function countsOf(
  mutants: readonly JudgedMutant[],
): Readonly<Record<MutantOutcome['kind'], number>> {
  const of = (kind: MutantOutcome['kind']): number =>
    mutants.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    ...{ refuted: of('refuted'), 'same code': of('same code') },
    ...{ 'proved the same': of('proved the same'), 'not decided': of('not decided') },
    'does not compile': of('does not compile'),
  };
}

/** Those that compile: the others are no mutants. */
export function compiledMutants(mutants: readonly JudgedMutant[]): readonly JudgedMutant[] {
  return mutants.filter(({ outcome }) => outcome.kind !== 'does not compile');
}

/** What a mutant came to, in a line. */
export function outcomeText(outcome: MutantOutcome): string {
  switch (outcome.kind) {
    case 'refuted':
      return `refuted at ${outcome.at}: ${outcome.by.join(', ')}`;
    case 'not decided':
      return `not decided: ${outcome.why}`;
    case 'proved the same':
      return 'proved the same at all places';
    case 'same code':
      return 'a compiler makes the same code of it';
    case 'does not compile':
      return outcome.kind;
  }
}
