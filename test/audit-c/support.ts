// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditCOptions } from '../../audit/c/report';
import type { AuditCListener } from '../../audit/c/run-audit';

/** The driver of the tests. */
export const DRIVER = join(__dirname, 'driver');

export const SILENT: AuditCListener = { built: () => {}, progress: () => {} };

/** Why nothing can be compiled here; undefined if something can. */
export function noCompiler(): string | undefined {
  const commands = ['cc', 'gcc', 'clang'];
  const found = commands.some((command) => spawnSync(command, ['--version']).status === 0);
  return found ? undefined : `there is no ${commands.join(', ')} on the PATH`;
}

/** Tests that need a C compiler. */
export { describeUnless as describeWithCompiler, temporaryFolder } from '../support/surroundings';

/** A small audit of the driver of the tests. */
export function optionsFor(given: Partial<AuditCOptions>): AuditCOptions {
  return {
    before: join(DRIVER, 'old.c'),
    after: join(DRIVER, 'new.c'),
    adapter: join(DRIVER, 'adapter.c'),
    sides: { before: 'v5.7', after: 'modern' },
    trees: [],
    circumstances: {},
    cut: undefined,
    functions: undefined,
    cc: undefined,
    cflags: [],
    timeout: 40,
    compileTimeout: 60,
    keep: undefined,
    vectors: [],
    scope: 0,
    seed: 1,
    runs: 800,
    ...given,
  };
}

/** `enum mistake` of driver/new.c: the correct port first, the number of them last. */
export const MISTAKES: readonly string[] =
  /enum mistake \{([^}]*)\}/
    .exec(readFileSync(join(DRIVER, 'new.c'), 'utf8'))?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'MISTAKES') ?? [];

/** Makes the port of the tests' driver have this mistake from now on; CORRECT is none. */
export function mistaken(name: string): void {
  process.env['LC_HMM_AUDIT_TEST_MISTAKE'] = String(MISTAKES.indexOf(name));
}
