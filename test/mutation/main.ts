// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { ProgressLine } from '../../cli/terminal';
import { Random } from '../../oracle/generate/random';
import {
  type Classification,
  classificationOf,
  readClassified,
  staleClassifications,
} from './classified';
import { findWitnesses } from './find-witnesses';
import { FINDINGS_FILE, makeFindings } from './findings';
import { filesOf, GROUPS, type Seer } from './groups';
import { type Mutant, mutantsOf, NO_MUTANT } from './mutants';
import { type Judged, judgeAll } from './pool';
import { mutantText, scoreTable, seersText } from './report';
import { JudgedFiles, keepScores, scoresOf } from './score';
import { WITNESS_FILE } from './witnesses';

/*
 * Plants mutants into the models, the drivers and the oracle, one by one, and looks whether what the
 * project holds itself to sees them. docs/mutation.md tells how it is used.
 */

interface Arguments {
  readonly sample?: number;
  readonly seed: number;
  readonly file?: readonly string[];
  readonly mutant?: string;
  readonly jobs: number;
  readonly keep?: true;
  readonly trust?: true;
  readonly findings?: true;
  readonly witnesses?: true;
}

const FOUND = 1;
const BAD_USAGE = 2;
const INTERRUPTED = 130;

async function main(given: Arguments): Promise<number> {
  if (given.findings === true || given.witnesses === true) {
    keep(FINDINGS_FILE, makeFindings());
    if (given.witnesses === true) keep(WITNESS_FILE, findWitnesses());
    return 0;
  }
  const files = filesAsked(given);
  const all = mutantsOf(files);
  const classified = readClassified().filter(({ file }) => files.includes(file));
  const stale = staleClassifications(all, classified);
  for (const { file, within, change } of stale) {
    console.log(`classified, but no mutant: ${file} ${within}: ${change}`);
  }
  const chosen = choose(all, given, classified);
  if (chosen.length === 0) {
    console.error('no mutant was chosen');
    return BAD_USAGE;
  }
  if (await seesGhosts([...new Set(chosen.flatMap(seersOf))])) return BAD_USAGE;
  const isKept = given.keep === true && given.sample === undefined && given.mutant === undefined;
  const undone = new JudgedFiles(chosen);
  const trusted = given.trust === true ? onlyEquivalent(chosen, classified) : [];
  const judged = await judge(chosen, trusted, given.jobs, (one) => {
    if (one.seen === null && classificationOf(one.mutant, classified) === undefined) {
      console.log(`survives, not classified: ${mutantText(one.mutant)}\n`);
    }
    // A run takes long: what is done of it is kept, whatever becomes of the rest.
    const done = undone.take(one);
    if (isKept && done !== undefined) keepScores(scoresOf(done, classified));
  });
  if (given.mutant !== undefined) {
    for (const one of judged) console.log(`${mutantText(one.mutant)}\n${verdictText(one)}`);
  }
  if (judged.length < chosen.length) {
    console.log(`interrupted after ${judged.length} of ${chosen.length} mutants`);
    return INTERRUPTED;
  }
  const failures = report(judged, classified);
  return failures + stale.length > 0 ? FOUND : 0;
}

function keep(file: string, data: object): void {
  writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`);
}

/** The files that mutants are to be made of: to make them takes as long as to judge some dozens. */
function filesAsked({ file, mutant }: Arguments): readonly string[] {
  const patterns = file?.map(globExpression) ?? [/^/];
  return GROUPS.flatMap(filesOf).filter(
    (name) =>
      patterns.some((pattern) => pattern.test(name)) && (mutant?.startsWith(`${name}:`) ?? true),
  );
}

/** All, the one that was asked for, or a sample of them without the equivalent. */
function choose(
  all: readonly Mutant[],
  { mutant, sample, seed }: Arguments,
  classified: readonly Classification[],
): readonly Mutant[] {
  if (mutant !== undefined) return all.filter(({ id }) => id === mutant);
  if (sample === undefined) return all;
  const worth = all.filter((one) => classificationOf(one, classified) === undefined);
  const random = new Random(seed, 0);
  while (worth.length > sample) worth.splice(random.below(worth.length), 1);
  return worth;
}

function globExpression(glob: string): RegExp {
  const parts = glob.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** Whether one of these sees something in the sources as they are: its word would be worth nothing. */
async function seesGhosts(seers: readonly Seer[]): Promise<boolean> {
  let ghost: string | undefined;
  const take = ({ seen }: Judged): void => {
    if (seen !== null) ghost = `${seen.by}: ${seen.what}`;
  };
  await judgeAll([{ mutant: NO_MUTANT, seers }], 1, take, new AbortController().signal);
  if (ghost !== undefined) console.error(`sees mutants where there is none: ${ghost}`);
  return ghost !== undefined;
}

/** By file; to look through the folders for each mutant takes longer than to make all of them. */
const SEERS: ReadonlyMap<string, readonly Seer[]> = new Map(
  GROUPS.flatMap((group) => filesOf(group).map((file) => [file, group.seers] as const)),
);

function seersOf({ file }: Mutant): readonly Seer[] {
  return SEERS.get(file) ?? [];
}

/**
 * The mutants that alone have their classification, as equivalent: to judge one takes longer than any
 * other does, as nothing sees it.
 */
function onlyEquivalent(
  chosen: readonly Mutant[],
  classified: readonly Classification[],
): readonly Mutant[] {
  const known = chosen.map((one) => classificationOf(one, classified));
  return chosen.filter((_, index) => {
    const own = known[index];
    return own?.verdict === 'equivalent' && known.indexOf(own) === known.lastIndexOf(own);
  });
}

/**
 * @param trusted those of them that are taken for equivalent without being judged.
 * @param take gets each mutant as soon as it is judged.
 */
async function judge(
  chosen: readonly Mutant[],
  trusted: readonly Mutant[],
  jobs: number,
  take: (one: Judged) => void,
): Promise<readonly Judged[]> {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const line = new ProgressLine(process.stderr);
  const judged: Judged[] = [];
  const tell = (one: Judged): void => {
    judged.push(one);
    if (one.seen === null) line.clear();
    take(one);
    line.show('mutants', judged.length, chosen.length);
  };
  for (const mutant of trusted) tell({ mutant, seen: null, cpuMs: 0 });
  const tasks = chosen
    .filter((mutant) => !trusted.includes(mutant))
    .map((mutant) => ({ mutant, seers: seersOf(mutant) }));
  await judgeAll(tasks, jobs, tell, controller.signal);
  line.clear();
  return judged;
}

/** Prints the scores and what is wrongly classified; returns how many are not as they are classified. */
function report(judged: readonly Judged[], classified: readonly Classification[]): number {
  let failures = 0;
  for (const { mutant, seen } of judged) {
    const known = classificationOf(mutant, classified);
    if (seen === null && known === undefined) {
      failures++;
    } else if (seen !== null && known !== undefined) {
      // The same change at two places of a function has one classification.
      if (isSeenEverywhere(mutant, judged)) {
        console.log(
          `classified as ${known.verdict}, but seen by ${seen.by}: ${mutantText(mutant)}\n`,
        );
        failures++;
      }
    }
  }
  console.log(scoreTable(scoresOf(judged, classified)));
  console.log(`\n${seersText(judged)}`);
  const cpu = judged.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000;
  console.log(`${judged.length} mutants, ${cpu.toFixed(0)} s of CPU time`);
  return failures;
}

function isSeenEverywhere(mutant: Mutant, judged: readonly Judged[]): boolean {
  return judged
    .filter(
      ({ mutant: { file, within, change } }) =>
        file === mutant.file && within === mutant.within && change === mutant.change,
    )
    .every(({ seen }) => seen !== null);
}

function verdictText({ seen }: Judged): string {
  return seen === null ? 'nobody sees it' : `seen by ${seen.by}: ${seen.what}`;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

const command = new Command('mutate')
  .option('--sample <count>', 'so many mutants only, chosen by the seed', Number)
  .option('--seed <number>', 'which sample', Number, 1)
  .option('--file <glob>', 'mutants of these source files only; more than once for more', collect)
  .option('--mutant <id>', 'one mutant only; shows its diff and who sees it')
  .option('--jobs <count>', 'processes at a time', Number, availableParallelism())
  .option('--keep', 'keep the score of each file in test/mutation/data/score.json, once it is done')
  .option('--trust', 'do not judge again what is classified as equivalent: it counts as that')
  .option('--findings', 'keep anew what is found in scenarios that are not kept themselves')
  .option('--witnesses', 'that, and look anew for the scenarios that show the planted faults')
  .action(async (given: Arguments) => {
    process.exitCode = await main(given);
  });
command.parseAsync();
