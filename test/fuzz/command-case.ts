// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../cli/program';
import { type Ended, ended, startIn } from '../support/command';
import { linkProject } from '../support/linked-folder';
import { changedWords, leavesOf } from './arguments';
import { type CommandTarget, filesOf } from './commands';
import type { Crash } from './crash';
import { Draw } from './draw';

/** After so long a command is asked to end, and after so long again it must have. */
const PATIENCE_MS = 60_000;
const ALLOWED: readonly (number | null)[] = [0, 1, 2, 130];
/** A stack, as Node prints it. */
const STACK = /^ {4}at .*:\d+:\d+\)?$/m;

/** What one case starts. */
interface Prepared {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly words: readonly string[];
}

function prepare(target: CommandTarget, seed: number, number: number): Prepared {
  const draw = new Draw(seed, number);
  const command = leavesOf(program()).get(target.name);
  if (command === undefined) throw new Error(`expected a command, got ${target.name}`);
  const files = filesOf(target, draw);
  const words = changedWords(target.words(draw), command, [...files.keys()], draw);
  return { files, words: [...target.name.split(' '), ...words, ...target.kept(draw)] };
}

/** Runs a command of the checkout in a folder of its own; what it did that it may not, if anything. */
export async function runCommandCase(
  target: CommandTarget,
  seed: number,
  number: number,
): Promise<Crash | undefined> {
  const { files, words } = prepare(target, seed, number);
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-fuzz-'));
  try {
    const place = join(folder, 'case');
    mkdirSync(place);
    linkProject(folder);
    for (const [name, bytes] of files) writeFileSync(join(place, name), bytes);
    const [input = Buffer.alloc(0)] = files.values();
    let ran = await run(place, words, input);
    // A machine that is busy elsewhere can be slow once; a command that hangs does so again.
    if (ran.patience !== 'kept') ran = await run(place, words, input);
    const { end } = ran;
    const wrong = problemOf(ran) ?? (end.code === 0 ? shown(target, place, words, end) : undefined);
    if (wrong === undefined) return undefined;
    const command = Buffer.from(`${JSON.stringify(words)}\n`);
    const what = `${wrong}\n${words.join(' ')}\n${end.stderr.slice(-4000)}`;
    return {
      name: `${target.name}#${number}`,
      what,
      files: new Map([...files, ['words', command]]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How a command ended; `lost`: it had to be asked to end, `exhausted`: it did not even then. */
interface Ran {
  readonly patience: 'kept' | 'lost' | 'exhausted';
  readonly end: Ended;
}

async function run(place: string, words: readonly string[], input: Buffer): Promise<Ran> {
  const child = startIn(place, {}, words);
  // One that ends before it has read all is no failure of this.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  let patience: Ran['patience'] = 'kept';
  const asking = setTimeout(() => {
    patience = 'lost';
    child.kill('SIGINT');
  }, PATIENCE_MS);
  const ending = setTimeout(() => {
    patience = 'exhausted';
    child.kill('SIGKILL');
  }, 2 * PATIENCE_MS);
  const end = await ended(child);
  clearTimeout(asking);
  clearTimeout(ending);
  return { patience, end };
}

function problemOf({ patience, end: { code, stderr } }: Ran): string | undefined {
  if (patience === 'exhausted') return `no end within ${PATIENCE_MS / 1000} s, nor after Ctrl-C`;
  if (!ALLOWED.includes(code)) {
    const asked = patience === 'lost' ? `after ${PATIENCE_MS / 1000} s and Ctrl-C, ` : '';
    return `${asked}exit code ${code ?? 'none: ended by a signal'}`;
  }
  return STACK.test(stderr) ? `a stack with exit code ${code}` : undefined;
}

function shown(
  target: CommandTarget,
  folder: string,
  words: readonly string[],
  { stdout }: Ended,
): string | undefined {
  try {
    return target.shown({ folder, words, stdout });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `exit 0, and its report is no JSON: ${error.message}`;
  }
}
