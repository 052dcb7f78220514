// SPDX-License-Identifier: GPL-2.0-or-later
import { setMaxListeners } from 'node:events';
import { allDone } from '../../audit/c/all-done';
import { type Compiler, findCompiler } from '../../audit/c/compiler';
import { type Confinement, findConfinement } from '../../audit/c/confinement';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../oracle/scenario/temporary-folder';

/** What trees are compiled with, and what their code is confined by. */
export interface Toolchain {
  readonly compiler: Compiler;
  readonly confinement: Confinement;
  /** Removes its temporary files. */
  readonly close: () => void;
}

const COMPILE_SECONDS = 60;

/**
 * Finds a compiler and what the system has to confine code with, as `audit c` does.
 *
 * @param cc the command that the user named; undefined for the system's.
 * @throws InputError that names the package to install if there is no compiler.
 */
export async function findToolchain(
  cc?: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Toolchain> {
  const folder = makeTemporaryFolder('tree-build');
  // Every compiler that runs at the same time listens.
  setMaxListeners(0, signal);
  const limits = { seconds: COMPILE_SECONDS, folder, signal };
  const [compiler, confinement] = await allDone([
    findCompiler(cc, limits),
    findConfinement(limits),
  ]);
  return { compiler, confinement, close: () => removeTemporaryFolder(folder) };
}
