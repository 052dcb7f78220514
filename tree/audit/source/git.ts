// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { InputError } from '../../../oracle/scenario/input-error';
import { systemErrorCode } from '../../../oracle/scenario/system-error';

/** What git printed, and what it said if it did not do what it was asked. */
type GitResult =
  | { readonly kind: 'done'; readonly output: Buffer }
  | { readonly kind: 'refused'; readonly output: Buffer; readonly message: string };

const LIMIT_MS = 60_000;
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Runs git, which reads no terminal, fetches nothing and takes no locks.
 *
 * @param cwd where it runs.
 * @throws InputError if there is no git, or it does not end.
 */
export function runGit(
  cwd: string,
  words: readonly string[],
  input?: string,
  environment: Readonly<Record<string, string>> = {},
): GitResult {
  const { status, signal, stdout, stderr, error } = spawnSync('git', words, {
    cwd,
    ...(input === undefined ? {} : { input }),
    timeout: LIMIT_MS,
    maxBuffer: MOST_BYTES,
    env: {
      ...process.env,
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_LAZY_FETCH: '1',
      GIT_OPTIONAL_LOCKS: '0',
      LC_ALL: 'C',
      ...environment,
    },
  });
  if (error !== undefined) {
    const got = systemErrorCode(error) === 'ENOENT' ? 'none' : error.message;
    throw new InputError({ file: 'git' }, `expected git to be installed and to end, got ${got}`);
  }
  if (status === 0) return { kind: 'done', output: stdout };
  const said = stderr.toString('utf8').trim();
  return {
    kind: 'refused',
    output: stdout,
    message: said === '' ? `git ended with ${status ?? signal}` : said,
  };
}
