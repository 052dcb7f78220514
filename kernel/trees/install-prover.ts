// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import '../../cli/last-resort';

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { Command } from 'commander';
import { interruptible } from '../../cli/interruptible';
import { say as sayAs, usageText } from '../../cli/print';
import { runProgram } from '../../cli/run-program';
import { printable } from '../../oracle/scenario/printable';
import { findProver, unpackedProver } from '../../proof/tree/tools';
import { Apt } from '../boot/apt';
import { CommandError, runExternal } from '../boot/command';
import { inTemporaryFolder } from '../boot/temporary-folder';
import { packageFiles } from '../boot/unpack';

/** CBMC itself, and what it needs of another release: loader, libraries, solver. */
const PACKAGES = ['cbmc', 'libc6', 'libgcc-s1', 'libstdc++6', 'minisat'] as const;
/** The first release of Debian that has CBMC 6. */
const SUITE = 'trixie';

const command = new Command('npm run install:cbmc')
  .description(
    'Fetch CBMC for hmm-pfn prove tree, unless it is there: packages of Debian, with lists of our own, ' +
      'unpacked into the cache (26 MB to fetch, 100 MB). Nothing about the machine changes.',
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 it is there; 1 it cannot be had; 70 a defect in this program.\n',
  )
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageText(text)) })
  .action(() => interruptible(installProver));

async function installProver(signal: AbortSignal): Promise<void> {
  const found = findProver();
  if (!('missing' in found)) return say(`CBMC is there: ${found.where}`);
  const apt = await Apt.openSuite(SUITE, signal);
  await apt.update();
  const versions = await Promise.all(PACKAGES.map((name) => apt.candidate(name)));
  say(`fetching cbmc (${versions[0]?.version}) from ${SUITE}`);
  await inTemporaryFolder('cbmc', async (downloads) => {
    await apt.download(versions, downloads);
    await unpack(packageFiles(downloads));
  });
  say(`unpacked into ${unpackedProver()}`);
}

/** It appears under its name when it is whole. */
async function unpack(files: readonly string[]): Promise<void> {
  const final = unpackedProver();
  const folder = `${final}.${process.pid}.tmp`;
  mkdirSync(folder, { recursive: true });
  try {
    for (const file of files) await runExternal('dpkg-deb', ['-x', file, folder]);
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function say(message: string): void {
  sayAs(printable(message), 'install:cbmc');
}

runProgram(command, 'install:cbmc', (error) => error instanceof CommandError);
