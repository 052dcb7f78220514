// SPDX-License-Identifier: GPL-2.0-or-later
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/*
 * A kernel that is newer than the machine was built with a compiler that is not there, and its build
 * tools need a C library that is not there. Neither is installed: the tools get the newer libraries
 * from a folder of their own, and the configuration forgets what only the newer compiler can do.
 */

/** The libraries of those tools, as packages. */
export const TOOL_LIBRARIES: readonly string[] = ['libc6', 'libelf1t64', 'zlib1g', 'libzstd1'];

const LIBRARIES = join('usr', 'lib', 'x86_64-linux-gnu');
const LOADER = 'ld-linux-x86-64.so.2';

/** What Debian calls the build tool that its own program of that name would start for x86-64. */
const REAL_NAMES = ['real-lsb-64', 'real-x86'] as const;

/**
 * Lets the build tools below a folder run with other libraries: a script of the tool's name starts it
 * with their loader.
 *
 * @param tools the folder, as it is now.
 * @param finalTools where it will be.
 * @param finalLibraries the root of the unpacked libraries, where it will be.
 */
export function useLibraries(tools: string, finalTools: string, finalLibraries: string): void {
  const libraries = join(finalLibraries, LIBRARIES);
  for (const name of programsBelow(tools)) {
    const real = REAL_NAMES.map((ending) => `${name}.${ending}`).find((one) =>
      existsSync(join(tools, one)),
    );
    const program = real ?? `${name}.program`;
    if (real === undefined) renameSync(join(tools, name), join(tools, program));
    const start = [join(libraries, LOADER), '--library-path', libraries, join(finalTools, program)];
    const words = start.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    writeFileSync(join(tools, name), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(tools, name), 0o755);
  }
}

/** The programs of a folder and those below it that are no real names of others, as relative paths. */
function programsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.real-\w/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isProgram)
    .map((file) => file.slice(folder.length + 1));
}

const ELF = Buffer.from('\u007fELF', 'latin1');

function isProgram(file: string): boolean {
  const start = Buffer.alloc(ELF.length);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, start, 0, start.length, 0);
  } finally {
    closeSync(opened);
  }
  return start.equals(ELF);
}

/**
 * Abilities of compilers newer than GCC 12 that a kernel's headers and flags use where the
 * configuration has them. None changes the layout of anything that a module shares with the kernel.
 */
const NEWER_ABILITIES: readonly string[] = [
  'CC_HAS_ASSUME',
  'CC_HAS_COUNTED_BY',
  'CC_HAS_COUNTED_BY_PTR',
  'CC_HAS_MIN_FUNCTION_ALIGNMENT',
  'CC_HAS_MULTIDIMENSIONAL_NONSTRING',
  'CC_HAS_TYPEOF_UNQUAL',
];

/** Takes from a kernel's configuration, where its modules are built, what GCC 12 cannot do. */
export function forgetNewerCompiler(headers: string): void {
  const names = NEWER_ABILITIES.join('|');
  for (const [file, line] of [
    [join('include', 'config', 'auto.conf'), new RegExp(`^CONFIG_(?:${names})=.*\n`, 'gm')],
    [
      join('include', 'generated', 'autoconf.h'),
      new RegExp(`^#define CONFIG_(?:${names}) .*\n`, 'gm'),
    ],
  ] as const) {
    const path = join(headers, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(line, ''));
  }
}
