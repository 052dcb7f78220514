// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../../oracle/child/interrupted';
import { Apt } from '../../oracle/debian/apt';
import { CommandError, runExternal } from '../../oracle/debian/command';
import { InputError } from '../../oracle/scenario/input-error';
import { unwritable } from '../../oracle/scenario/system-error';
import { inTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { unpackedProver } from './tools';

/** CBMC itself, and what it needs of another release: loader, libraries, solver. */
const PACKAGES = ['cbmc', 'libc6', 'libgcc-s1', 'libstdc++6', 'minisat'] as const;
/** The first release of Debian that has CBMC 6. */
const SUITE = 'trixie';

/**
 * Fetches CBMC: packages of Debian, with lists of our own, unpacked into the cache (26 MB to fetch,
 * 100 MB). Nothing about the machine changes.
 *
 * @param progress is called with the name of what is fetched.
 * @returns where it is.
 * @throws InputError with the reason if it cannot be had.
 * @throws Interrupted
 */
export async function installProver(
  signal: AbortSignal,
  progress: (what: string) => void,
): Promise<string> {
  try {
    return await inTemporaryFolder('cbmc', (downloads) => fetchInto(downloads, signal, progress));
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw unavailable(error);
  }
}

async function fetchInto(
  downloads: string,
  signal: AbortSignal,
  progress: (what: string) => void,
): Promise<string> {
  const apt = await Apt.openSuite(SUITE, signal);
  await apt.update();
  const versions = await Promise.all(PACKAGES.map((name) => apt.candidate(name)));
  progress(`fetching cbmc (${versions[0]?.version}) from ${SUITE}`);
  await apt.download(versions, downloads);
  await unpack(downloads, signal);
  return unpackedProver();
}

/** It appears under its name when it is whole. */
async function unpack(downloads: string, signal: AbortSignal): Promise<void> {
  const final = unpackedProver();
  const folder = `${final}.${process.pid}.tmp`;
  mkdirSync(folder, { recursive: true });
  try {
    for (const name of readdirSync(downloads).filter((one) => one.endsWith('.deb'))) {
      await runExternal('dpkg-deb', ['-x', join(downloads, name), folder], { signal });
    }
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a package manager or a file system refuses is no defect of ours. */
function unavailable(error: unknown): unknown {
  if (!(error instanceof CommandError)) return unwritable(unpackedProver(), error);
  return new InputError({ file: 'cbmc' }, 'cannot be installed:', undefined, error.message);
}
