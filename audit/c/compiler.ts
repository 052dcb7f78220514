// SPDX-License-Identifier: GPL-2.0-or-later
import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isOnPath } from '../../oracle/debian/command';
import { InputError } from '../../oracle/scenario/input-error';
import { allDone } from './all-done';
import { type ProcessLimits, type Ran, runLimited } from './limited-process';

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
  /** Runs it. */
  readonly run: (parameters: readonly string[]) => Promise<Ran>;
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

/** How code that is loaded later is linked; what has no definition is an error, as in a program. */
export const LOADED = ['-shared', '-fPIC', '-Wl,-z,defs', '-Wl,-Bsymbolic'] as const;

/**
 * Finds a C compiler and tries what it can do.
 *
 * @param wanted the command that the user named; undefined for the system's.
 * @param limits hold for every run of it; small programs are compiled in their folder.
 * @throws InputError that names the package to install if there is none.
 * @throws Interrupted
 */
export async function findCompiler(
  wanted: string | undefined,
  limits: ProcessLimits,
): Promise<Compiler> {
  const command = wanted ?? process.env['CC'] ?? CANDIDATES.find(isOnPath);
  if (command === undefined || (!command.includes('/') && !isOnPath(command))) {
    throw new InputError(
      { file: command ?? 'cc' },
      'there is no C compiler on the PATH. Install one: the package gcc or build-essential ' +
        '(Debian, Ubuntu), gcc (Fedora, Arch, openSUSE), build-base (Alpine), or clang; or name ' +
        'one with --cc',
    );
  }
  // Every compiler that runs at the same time listens.
  setMaxListeners(0, limits.signal);
  const run = (parameters: readonly string[]): Promise<Ran> =>
    runLimited([command, ...parameters], limits);
  const program = join(limits.folder, 'probe.c');
  // Not awaited: whoever waits for this loads modules meanwhile, and compilers are to run by then.
  writeFileSync(program, '#include <stdio.h>\nint main(void) { return !puts(""); }\n');
  const compiles = (name: string, flags: readonly string[]): Promise<Ran> =>
    run([...flags, program, '-o', join(limits.folder, name)]);
  const [about, plain, sanitizers, narrow] = await allDone([
    run(['--version']),
    compiles('probe', []),
    findSanitizers(run, compiles),
    compiles('probe-32', ['-m32']),
  ] as const);
  if (!plain.ok) {
    throw new InputError(
      { file: command },
      `does not compile even a minimal program; the package libc6-dev (Debian, Ubuntu) or ` +
        'glibc-devel may be missing.',
      undefined,
      plain.stderr,
    );
  }
  return {
    command,
    version: about.stdout.split('\n')[0] ?? '',
    sanitize: sanitizers,
    protection:
      sanitizers.length > 0 ? 'address and bounds sanitizers, guard pages' : 'guard pages',
    no32: narrow.ok ? null : 'the compiler has no 32-bit C library (the package gcc-multilib)',
    run,
  };
}

/** The flags with which code under sanitizers can be loaded; none if it cannot. */
async function findSanitizers(
  run: Compiler['run'],
  compiles: (name: string, flags: readonly string[]) => Promise<Ran>,
): Promise<readonly string[]> {
  const variants = [SANITIZERS, [...SANITIZERS, ...(await sharedRuntime(run))]];
  for (const flags of variants) {
    const loaded = await compiles('probe-sanitized.so', [...LOADED, ...flags]);
    if (loaded.ok) return flags;
  }
  return [];
}

/** As clang names machines. */
const MACHINES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * clang links its runtime into programs unless it is asked; code that is loaded needs it shared, and
 * it stands where no loader looks.
 */
async function sharedRuntime(run: Compiler['run']): Promise<readonly string[]> {
  const name = `libclang_rt.asan-${MACHINES[process.arch] ?? process.arch}.so`;
  const { stdout } = await run([`-print-file-name=${name}`]);
  const file = stdout.trim();
  return isAbsolute(file) ? ['-shared-libasan', `-Wl,-rpath,${dirname(file)}`] : [];
}
