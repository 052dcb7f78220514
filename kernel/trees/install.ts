// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Apt, type PackageVersion } from '../../oracle/debian/apt';
import { CommandError, runExternal } from '../../oracle/debian/command';
import { inTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { REQUIRED_FILES, TREE_FILES } from '../../tree/audit/source/tree-files';
import type { InstallListener } from '../boot/install';
import { isCandidate, type KernelRelease } from '../boot/releases';
import { packageFiles } from '../boot/unpack';
import { findTree, type KeptTree, treesFolder, VERSION_FILE } from './kept';

/**
 * Brings the sources of a release into the cache: its package is fetched from the first suite that has
 * it, by lists of packages of our own, and only the files that are run are kept. Nothing about the
 * machine changes. Sources of a candidate that are there already are replaced by those of the release.
 *
 * @throws CommandError if no suite has it, or it cannot be fetched or unpacked.
 */
export async function installTree(
  { series, suites }: KernelRelease,
  tell: InstallListener,
  signal?: AbortSignal,
): Promise<void> {
  const kept = findTree(series);
  const whole = kept !== undefined && isWhole(kept) ? kept.version : undefined;
  if (whole !== undefined && !isCandidate(whole)) return;
  const name = `linux-source-${series}`;
  const reasons: string[] = [];
  for (const suite of suites) {
    try {
      const apt = await Apt.openSuite(suite, signal);
      const found = await candidateOf(apt, name);
      if (found.version === whole) return;
      tell(`fetching ${name} (${found.version}) from ${suite}`);
      await fetchTree(apt, found, series);
      return;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      reasons.push(`${suite}: ${error.message}`);
    }
  }
  throw new CommandError('apt-get', `no sources of ${series}: ${reasons.join('; ')}`);
}

/** Drivers' files that are cut and run as they are (`audit c --file`), in tests. */
const DRIVER_FILES: readonly string[] = ['lib/test_hmm.c', 'lib/test_hmm_uapi.h'];
/** The one release whose driver there is an adapter for; the others are not fetched again for it. */
const DRIVER_SERIES = '7.3';

function isWhole({ series, folder }: KeptTree): boolean {
  return series !== DRIVER_SERIES || DRIVER_FILES.every((name) => existsSync(join(folder, name)));
}

/** Lists of our own are empty at first, and later out of date. */
async function candidateOf(apt: Apt, name: string): Promise<PackageVersion> {
  await apt.update();
  return apt.candidate(name);
}

async function fetchTree(apt: Apt, found: PackageVersion, series: string): Promise<void> {
  await inTemporaryFolder('sources', async (folder) => {
    await apt.download([found], folder);
    const [file] = packageFiles(folder);
    if (file === undefined) throw new CommandError('apt-get', `${found.name} was not downloaded`);
    await runExternal('dpkg-deb', ['-x', file, folder]);
    await keepFiles(join(folder, 'usr', 'src', `${found.name}.tar.xz`), series, found.version);
  });
}

/** Takes the few files out of the archive; the tree appears under its name when it is whole. */
async function keepFiles(archive: string, series: string, version: string): Promise<void> {
  const final = join(treesFolder(), series);
  const folder = `${final}.${process.pid}.tmp`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const top = `linux-source-${series}`;
    const names = [...TREE_FILES, ...DRIVER_FILES].map((name) => `${top}/${name}`);
    const words = ['-xJf', archive, '-C', folder, '--strip-components=1', ...names];
    // A release has not all of the files, for which tar ends with an error.
    await runExternal('tar', words).catch((error: unknown) => {
      const missing = REQUIRED_FILES.find((name) => !existsSync(join(folder, name)));
      if (missing !== undefined) throw error;
    });
    writeFileSync(join(folder, VERSION_FILE), `${version}\n`);
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
