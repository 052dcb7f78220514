// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Classification, classificationOf } from './classified';
import { filesOf, GROUPS } from './groups';
import type { Mutant } from './mutants';
import type { Judged } from './pool';

/** What the mutants of one file came to. */
export interface FileScore {
  readonly file: string;
  readonly mutants: number;
  readonly equivalent: number;
  /** Seen mutants by who saw them. */
  readonly seen: Readonly<Record<string, number>>;
  /** The ids of those that nobody saw and that are not equivalent. */
  readonly survivors: readonly string[];
}

const SCORE_FILE = join(__dirname, 'data', 'score.json');

/** The kept scores, by file. */
export function readScores(): readonly FileScore[] {
  return existsSync(SCORE_FILE) ? JSON.parse(readFileSync(SCORE_FILE, 'utf8')) : [];
}

/** Keeps the scores of these files beside those of the others, in the order of the groups. */
export function keepScores(scores: readonly FileScore[]): void {
  const all = new Map([...readScores(), ...scores].map((score) => [score.file, score]));
  const kept = GROUPS.flatMap(filesOf).flatMap((file) => all.get(file) ?? []);
  writeFileSync(SCORE_FILE, `${JSON.stringify(kept, null, 2)}\n`);
}

/** Collects what became of mutants by file, and tells when a file is done. */
export class JudgedFiles {
  private readonly wanted = new Map<string, number>();
  private readonly judged = new Map<string, Judged[]>();

  /** @param chosen all the mutants that will be judged. */
  constructor(chosen: readonly Mutant[]) {
    for (const { file } of chosen) this.wanted.set(file, (this.wanted.get(file) ?? 0) + 1);
  }

  /** @returns all that was judged of the file if this is the last of it, undefined before. */
  take(one: Judged): readonly Judged[] | undefined {
    const { file } = one.mutant;
    const here = this.judged.get(file) ?? [];
    here.push(one);
    this.judged.set(file, here);
    return here.length === this.wanted.get(file) ? here : undefined;
  }
}

/** Adds up what became of mutants, by file. */
export function scoresOf(
  judged: readonly Judged[],
  classified: readonly Classification[],
): readonly FileScore[] {
  const files = [...new Set(judged.map(({ mutant }) => mutant.file))].sort();
  return files.map((file) => {
    const here = judged.filter(({ mutant }) => mutant.file === file);
    const seen: Record<string, number> = {};
    for (const { seen: one } of here) if (one !== null) seen[one.by] = (seen[one.by] ?? 0) + 1;
    const unseen = here.filter((one) => one.seen === null).map(({ mutant }) => mutant);
    const isEquivalent = (mutant: Mutant): boolean =>
      classificationOf(mutant, classified)?.verdict === 'equivalent';
    return {
      file,
      mutants: here.length,
      equivalent: unseen.filter(isEquivalent).length,
      seen,
      survivors: unseen.filter((mutant) => !isEquivalent(mutant)).map(({ id }) => id),
    };
  });
}

/** Files together: how many mutants that are not equivalent, and how many of them were seen. */
export interface Sum {
  readonly mutants: number;
  readonly equivalent: number;
  readonly seen: number;
  readonly survivors: number;
  /** In percent of the mutants that are not equivalent; 100 if there are none. */
  readonly score: number;
}

export function sumOf(scores: readonly FileScore[]): Sum {
  const add = (count: (score: FileScore) => number): number =>
    scores.reduce((sum, score) => sum + count(score), 0);
  const mutants = add((one) => one.mutants);
  const equivalent = add((one) => one.equivalent);
  const survivors = add((one) => one.survivors.length);
  const seen = mutants - equivalent - survivors;
  const score = mutants === equivalent ? 100 : (100 * seen) / (mutants - equivalent);
  return { mutants, equivalent, seen, survivors, score };
}
