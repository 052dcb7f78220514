// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { isExecutable } from '../../oracle/debian/command';
import { cacheFolder } from '../../oracle/package/cache';

/** The programs of CBMC, each as the words that begin its command. */
export interface ProverTools {
  readonly cbmc: readonly string[];
  readonly gotoCc: readonly string[];
  /** Where they were found. */
  readonly where: string;
}

/** Where the package is unpacked by `prove tree --install`. */
export function unpackedProver(): string {
  return join(cacheFolder(), 'cbmc');
}

/**
 * The programs that `$CBMC` names, those on the PATH, or those that were unpacked into the cache.
 * @returns why there are none, if there are none.
 */
export function findProver(): ProverTools | { readonly missing: string } {
  const own = process.env['CBMC'];
  if (own !== undefined && own !== '') {
    const gotoCc = join(dirname(own), 'goto-cc');
    const lacking = [own, gotoCc].find((file) => !isExecutable(file));
    if (lacking !== undefined)
      return { missing: `$CBMC names ${own}, but ${lacking} is no program` };
    return { cbmc: [own], gotoCc: [gotoCc], where: own };
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.find(
    (folder) => isExecutable(join(folder, 'cbmc')) && isExecutable(join(folder, 'goto-cc')),
  );
  if (found !== undefined) {
    return { cbmc: [join(found, 'cbmc')], gotoCc: [join(found, 'goto-cc')], where: found };
  }
  return unpackedTools(unpackedProver()) ?? { missing: HOW_TO_INSTALL };
}

/** What says where CBMC is to be had. */
const HOW_TO_INSTALL =
  'there is no cbmc (with goto-cc) on the PATH, $CBMC names none, and none is in the cache; install the ' +
  'package cbmc, or run "hmm-pfn prove tree --install"';

/** A package of another release runs under its own loader, with its own libraries. */
function unpackedTools(root: string): ProverTools | undefined {
  const folders = ['usr/lib64', 'lib64'].map((folder) =>
    join(root, folder, 'ld-linux-x86-64.so.2'),
  );
  const loader = folders.find(existsSync);
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib'];
  const bin = join(root, 'usr', 'bin');
  if (loader === undefined || !existsSync(join(bin, 'cbmc'))) return undefined;
  const path = libraries.map((folder) => join(root, folder)).join(':');
  const start = (name: string): readonly string[] => [
    ...[loader, '--library-path', path, '--argv0', name, join(bin, name)],
  ];
  return { cbmc: start('cbmc'), gotoCc: start('goto-cc'), where: `the cache (${basename(root)})` };
}
