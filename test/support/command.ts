// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { RUN_SOURCES } from '../../oracle/package/files';

const ROOT = resolve(__dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command from source, as `npm run hmm-pfn` does. */
export function start(...parameters: readonly string[]): ChildProcess {
  return startWith({}, ...parameters);
}

/** As {@link start}, with these variables in its environment, too. */
export function startWith(
  variables: Readonly<Record<string, string>>,
  ...parameters: readonly string[]
): ChildProcess {
  return startIn(ROOT, variables, parameters);
}

/** As {@link startWith}, in this folder. */
export function startIn(
  cwd: string,
  variables: Readonly<Record<string, string>>,
  parameters: readonly string[],
): ChildProcess {
  const words = [...RUN_SOURCES, join(ROOT, 'cli/main.ts'), ...parameters];
  const env = { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json'), ...variables };
  return spawn(process.execPath, words, { cwd, env });
}

/** Waits until a started command ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  return new Promise((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** Runs the command with this standard input, and with these variables in its environment, too. */
export function hmmPfn(
  parameters: readonly string[],
  input = '',
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = startWith(variables, ...parameters);
  child.stdin?.end(input);
  return ended(child);
}
