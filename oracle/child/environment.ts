// SPDX-License-Identifier: GPL-2.0-or-later

/** What programs need to run, and to read and write text as the user does. */
const NEEDED: readonly string[] = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LANGUAGE'];

/**
 * The environment for other people's code: tokens and passwords that stand in ours are none of its business, and
 * what steers Node or the dynamic linker would be in effect before the code is confined.
 */
export function environmentForOthers(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return only(own, isNeeded);
}

/** Where compilers, and what runs them, are told to look for files. */
const COMPILING: readonly string[] = [
  ...['CPATH', 'C_INCLUDE_PATH', 'LIBRARY_PATH', 'LD_LIBRARY_PATH'],
  ...['COMPILER_PATH', 'GCC_EXEC_PREFIX', 'SDKROOT'],
];
const OF_COMPILERS: readonly string[] = ['CCACHE_', 'DISTCC_', 'NIX_'];

/**
 * The environment for a compiler of other people's code, which can have it in what is compiled: `#include` and
 * `.incbin` read any file, that of the process's environment, too.
 */
export function environmentForCompilers(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return only(
    own,
    (name) =>
      isNeeded(name) ||
      COMPILING.includes(name) ||
      OF_COMPILERS.some((beginning) => name.startsWith(beginning)),
  );
}

function isNeeded(name: string): boolean {
  return NEEDED.includes(name) || name.startsWith('LC_');
}

function only(own: NodeJS.ProcessEnv, isWanted: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(own).filter(([name]) => isWanted(name)));
}
