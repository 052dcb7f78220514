// SPDX-License-Identifier: GPL-2.0-or-later
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { InputError } from '../scenario/input-error';
import { exhausted } from '../scenario/system-error';

/** What watches over the driver's memory while it runs. */
export type Protection = 'address and bounds sanitizers, guard pages' | 'guard pages';

/** A C compiler that was tried. */
export interface Compiler {
  readonly command: string;
  /** Its first line about itself. */
  readonly version: string;
  /** What the sanitizers that work need, compiling and linking. */
  readonly sanitize: readonly string[];
  readonly protection: Protection;
  /** Why 32-bit longs cannot be tried; null if they can. */
  readonly no32: string | null;
}

/** What a run of a compiler came to. */
interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const CANDIDATES = ['cc', 'gcc', 'clang'] as const;
/** What is a mistake in the kernel too; most other undefined behaviour has a meaning there. */
const SANITIZERS = [
  '-fsanitize=address',
  '-fsanitize=bounds',
  '-fsanitize=shift-exponent',
  '-fsanitize=integer-divide-by-zero',
  '-fno-sanitize-recover=all',
] as const;

/**
 * Finds a C compiler and tries what it can do.
 *
 * @param wanted the command that the user named; undefined for the system's.
 * @param folder where small programs can be compiled.
 * @throws InputError that names the package to install if there is none.
 */
export async function findCompiler(wanted: string | undefined, folder: string): Promise<Compiler> {
  const command = wanted ?? process.env['CC'] ?? CANDIDATES.find(isOnPath);
  if (command === undefined || (!command.includes('/') && !isOnPath(command))) {
    throw new InputError(
      { file: command ?? 'cc' },
      'there is no C compiler on the PATH. Install one: the package gcc or build-essential ' +
        '(Debian, Ubuntu), gcc (Fedora, Arch, openSUSE), build-base (Alpine), or clang; or name ' +
        'one with --cc',
    );
  }
  const about = await run(command, ['--version']);
  const program = join(folder, 'probe.c');
  await writeFile(program, '#include <stdio.h>\nint main(void) { return !puts(""); }\n');
  const compiles = (name: string, flags: readonly string[]): Promise<Ran> =>
    run(command, [...flags, program, '-o', join(folder, name)]);
  const plain = await compiles('probe', []);
  if (!plain.ok) {
    throw new InputError(
      { file: command },
      `does not compile the smallest program; the package libc6-dev (Debian, Ubuntu) or ` +
        'glibc-devel may be missing.',
      undefined,
      plain.stderr,
    );
  }
  const [sanitized, narrow] = await Promise.all([
    compiles('probe-sanitized', SANITIZERS),
    compiles('probe-32', ['-m32']),
  ]);
  return {
    command,
    version: about.stdout.split('\n')[0] ?? '',
    sanitize: sanitized.ok ? SANITIZERS : [],
    protection: sanitized.ok ? 'address and bounds sanitizers, guard pages' : 'guard pages',
    no32: narrow.ok ? null : 'the compiler has no 32-bit C library (the package gcc-multilib)',
  };
}

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    if (folder === '') return false;
    try {
      const file = join(folder, command);
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

/**
 * Runs a compiler; one that cannot be started has failed with a reason.
 * @throws what the system says if it has run out of what a process needs.
 */
export function run(command: string, parameters: readonly string[]): Promise<Ran> {
  const options = { maxBuffer: 2 ** 26, env: { ...process.env, LC_ALL: 'C' } };
  return new Promise((done, failed) => {
    execFile(command, parameters, options, (error, stdout, stderr) => {
      if (exhausted(error) !== undefined) failed(error);
      const reason = stderr === '' && error !== null ? error.message : stderr;
      done({ ok: error === null, stdout, stderr: reason });
    });
  });
}
