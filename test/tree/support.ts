// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KERNEL_RELEASES } from '../../kernel/boot/releases';
import { findTree } from '../../kernel/trees/kept';
import { isOnPath } from '../../oracle/debian/command';
import { findToolchain, type Toolchain } from '../../tree/build/toolchain';
import { type OpenOptions, openTree, type RunnableTree } from '../../tree/side/open-tree';
import { describeUnless, temporaryFolder } from '../support/surroundings';

/** A tree of the tests' own: no code of a kernel is in this repository. */
export const OWN_TREE = join(__dirname, 'own');

const folder = temporaryFolder();
const opened: RunnableTree[] = [];
let toolchain: Toolchain | undefined;

const NO_COMPILER = ['cc', 'gcc', 'clang'].some(isOnPath)
  ? undefined
  : 'there is no C compiler on the PATH';

/** Tests that need a C compiler. */
export function describeWithCompiler(name: string, tests: () => void): void {
  describeUnless(NO_COMPILER, name, tests);
}

/** Why nothing can be compiled for longs of 32 bits. */
export function no32(): string | undefined {
  if (NO_COMPILER !== undefined) return NO_COMPILER;
  const command = process.env['CC'] ?? ['cc', 'gcc', 'clang'].find(isOnPath) ?? 'cc';
  const parameters = ['-m32', '-x', 'c', '-', '-o', '/dev/null'];
  const { status } = spawnSync(command, parameters, { input: 'int main(void) { return 0; }\n' });
  return status === 0 ? undefined : `${command} has no 32-bit C library (gcc-multilib)`;
}

/** Closes what the test file has opened: names of sides are the whole process's, and so is this. */
export function closeTrees(): void {
  for (const tree of opened.splice(0)) tree.close();
  toolchain?.close();
  toolchain = undefined;
}

/** Opens a tree for the test file, which closes it at its end ({@link closeTrees}). */
export async function opens(
  name: string,
  place: string,
  options: OpenOptions = {},
): Promise<RunnableTree> {
  const before = opened.find((tree) => tree.name === name);
  if (before !== undefined) return before;
  toolchain ??= await findToolchain();
  const tree = await openTree({ name, folder: place }, toolchain, options);
  opened.push(tree);
  return tree;
}

/** A replacement in one file of a tree. */
export interface Change {
  readonly file?: string;
  readonly from: string;
  readonly to: string;
}

/** A copy of the tests' own tree with some text replaced, which must be there. */
export function changedTree(name: string, changes: readonly Change[]): string {
  return madeTree(name, (place) => {
    for (const { file = 'mm/hmm.c', from, to } of changes) {
      const path = join(place, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} of the own tree has no ${from}`);
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
    }
  });
}

/**
 * A copy of the tests' own tree, changed. It is looked for on the disk, and not remembered: what
 * one file of tests has made is gone when the next one asks in the same process.
 */
export function madeTree(name: string, change: (place: string) => void): string {
  const place = join(folder, name);
  if (existsSync(place)) return place;
  cpSync(OWN_TREE, place, { recursive: true });
  change(place);
  return place;
}

/** The kernel trees that `npm run test:tree -- --install` has brought, by release. */
export function installedTrees(): readonly { readonly release: string; readonly folder: string }[] {
  return KERNEL_RELEASES.flatMap(({ series }) => {
    const kept = findTree(series);
    return kept === undefined ? [] : [{ release: series, folder: kept.folder }];
  });
}
