// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Random } from '../../oracle/generate/random';
import { type Ended, ended } from '../support/command';

/** As compiled, which starts faster: most of a short campaign would be the loading of sources. */
export const COMPILED = resolve(__dirname, '../../dist/cli/main.js');

/** A campaign of 21 chunks: some seconds. */
const CAMPAIGN = [
  ...['campaign', '--sides', 'legacy,modern', '--no-vectors', '--scope', '1'],
  ...['--runs', '0', '--seed', '7', '--json'],
];

/** What kills came to until now. */
export interface Kills {
  readonly kills: number;
  /** How many of them hit a campaign of which at least one chunk was on disk. */
  readonly amidst: number;
  /** Campaigns that ended, each after some kills. */
  readonly reports: number;
  /** Reports that were not the undisturbed one, or ended with another exit code. */
  readonly wrong: readonly string[];
}

/** What is killed, and what is to come of it. */
export interface Task {
  readonly kills: number;
  readonly random: Random;
  /** Has the campaigns' folders. */
  readonly place: string;
  /** The report of an undisturbed campaign, and the milliseconds that it takes. */
  readonly undisturbed: { readonly text: string; readonly time: number };
  /** Is given what there is to say whenever a campaign has ended. */
  readonly show: (kills: Kills) => void;
}

export function startCompiled(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [COMPILED, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for a random part of the time that a campaign takes; less if the process ends before. */
export async function untilSomeMoment(
  { random, undisturbed }: Task,
  end: Promise<Ended>,
): Promise<void> {
  await Promise.race([setTimeout(random.below(Math.ceil(undisturbed.time))), end]);
}

/** How many chunks are on disk. */
export function chunksIn(folder: string): number {
  const file = join(folder, 'journal.jsonl');
  if (!existsSync(file)) return 0;
  return Math.max(0, readFileSync(file, 'utf8').split('\n').length - 2);
}

/** The words that begin a campaign in a folder, or go on with the one that is there. */
export function wordsFor(folder: string): readonly string[] {
  const resumes = existsSync(join(folder, 'journal.jsonl'));
  return [...CAMPAIGN, '--store', folder, ...(resumes ? ['--resume'] : [])];
}

/** What is wrong with the end of a campaign; undefined if it is that of an undisturbed one. */
export function wrongEnd({ stdout, stderr, code }: Ended, undisturbed: string): string | undefined {
  if (code !== 0) return `exit code ${code}: ${stderr}`;
  return stdout === undisturbed ? undefined : 'another report than that of an undisturbed campaign';
}

/** Runs the campaign undisturbed. */
export async function undisturbedCampaign(): Promise<Task['undisturbed']> {
  const from = performance.now();
  const { code, stdout, stderr } = await ended(startCompiled([...CAMPAIGN, '--jobs', '4']));
  if (code !== 0) throw new Error(`the undisturbed campaign ended with ${code}: ${stderr}`);
  return { text: stdout, time: performance.now() - from };
}
