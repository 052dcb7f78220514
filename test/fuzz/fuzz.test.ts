// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli/program';
import { temporaryFolder } from '../support/surroundings';
import { leavesOf } from './arguments';
import { runCommands } from './command-runs';
import { commandTargets } from './commands';
import { Draw } from './draw';
import { crashText, type Part } from './kept';
import { mutated } from './mutate';
import { readCase } from './reader-case';
import { runReaders } from './reader-runs';
import { type ReaderTarget, readerTargets } from './readers';
import { shownByReport } from './shown';

/** What CI tries; `npm run fuzz` goes on from there, and from other seeds. */
const SEED = 1;
const INPUTS = 300;
const NEVER = new AbortController().signal;
/** A hang guard only: a machine may be busy. */
const LONG_MS = 600_000;

function texts(part: Part, crashes: Awaited<ReturnType<typeof runReaders>>['crashes']): string[] {
  return crashes.map((crash) => crashText(part, SEED, crash));
}

describe('changed input', () => {
  it('is read or refused by every reader: none crashes or hangs', {
    timeout: LONG_MS,
  }, async () => {
    const { tried, crashes } = await runReaders({ seed: SEED, first: 0, end: INPUTS }, NEVER);
    expect(texts('readers', crashes)).toEqual([]);
    expect(tried).toBe(INPUTS);
  });

  it('makes no command crash, hang, or pass over nothing', { timeout: LONG_MS }, async () => {
    const end = (await commandTargets()).length;
    const { tried, crashes } = await runCommands({ seed: SEED, first: 0, end }, NEVER);
    expect(texts('commands', crashes)).toEqual([]);
    expect(tried).toBe(end);
  });

  it('is the same for the same seed and number, and another one for another', () => {
    const seeds = [Buffer.from('{"pages":[1,2,3]}\n'.repeat(20))];
    const input = (seed: number, number: number) => mutated(seeds, new Draw(seed, number));
    const numbers = [...Array(50).keys()];
    expect(numbers.map((number) => input(3, number))).toEqual(
      numbers.map((number) => input(3, number)),
    );
    const different = new Set(numbers.map((number) => input(3, number).toString('latin1')));
    expect(different.size).toBeGreaterThan(40);
  });
});

describe('the targets', () => {
  const folder = temporaryFolder();

  it('are all commands of the program', async () => {
    const names = (await commandTargets()).map(({ name }) => name);
    expect(names.sort()).toEqual([...leavesOf(program()).keys()].sort());
  });

  it('read the inputs that are changed as they are', async () => {
    for (const target of await readerTargets(folder)) {
      const place = join(folder, target.name);
      mkdirSync(place);
      const [seed = Buffer.alloc(0)] = target.seeds;
      await expect(target.read(seed, place), target.name).resolves.not.toThrow();
    }
  });
});

describe('a crash', () => {
  const folder = temporaryFolder();
  const target: ReaderTarget = {
    name: 'planted',
    seeds: [Buffer.from('x')],
    read: () => Promise.reject(new TypeError('planted')),
  };

  it('is whatever is no mistake of the user', async () => {
    expect(await readCase(target, Buffer.from('x'), folder)).toMatch(
      /^TypeError: planted\n {4}at /,
    );
  });

  it('is an end with 0 of which no report says that anything was compared', () => {
    expect(shownByReport({ folder, words: ['check'], stdout: '' })).toBe('exit 0 without a report');
  });
});
