// SPDX-License-Identifier: GPL-2.0-or-later
import { Apt, type PackageSource, type PackageVersion } from './apt';
import { CommandError } from './command';
import { findKernels } from './kernel';
import { inTemporaryFolder } from './temporary-folder';
import { missingTools } from './tools';
import { packageFiles, unpackKernel } from './unpack';

/** Receives the progress of an installation. */
export type InstallListener = (message: string) => void;

const SOURCES: readonly PackageSource[] = ['default', 'backports'];
/** The signed image and the headers of the plain kernel; not those for clouds or real time. */
const IMAGE = /^linux-image-\d.*-amd64$/;
const HEADERS = /^linux-headers-\d.*-amd64$/;
const HEADERS_NEED = /^linux-(?:headers-\d.*-common|kbuild-\d.*)$/;

/**
 * Installs what a live run needs: tools on the machine (which takes root), kernels and their
 * headers unpacked into the cache folder, where they change nothing about the machine.
 *
 * @param series only these kernels, such as `6.1`; all that the distribution has if empty.
 * @throws CommandError if a package cannot be fetched or installed.
 */
export async function install(
  series: readonly string[],
  tell: InstallListener,
  signal?: AbortSignal,
): Promise<void> {
  await installTools(tell, signal);
  for (const source of SOURCES) {
    const wanted = series.filter((one) => !findKernels().some((kernel) => kernel.series === one));
    if (series.length > 0 && wanted.length === 0) return;
    await installKernel(source, series, tell, signal);
  }
}

/**
 * Installs the tools that are missing, and no kernel.
 * @throws CommandError if a package cannot be fetched or installed.
 */
export async function installTools(tell: InstallListener, signal?: AbortSignal): Promise<void> {
  const missing = missingTools();
  if (missing.length === 0) return;
  const names = missing.map((tool) => tool.package);
  tell(`installing ${names.join(', ')}`);
  const apt = await Apt.open('default', signal);
  await apt.update();
  await apt.install(names);
}

async function installKernel(
  source: PackageSource,
  series: readonly string[],
  tell: InstallListener,
  signal?: AbortSignal,
): Promise<void> {
  const apt = await Apt.open(source, signal);
  let image = (await apt.dependencies('linux-image-amd64', IMAGE))[0];
  // Lists of our own are new at first, those of a new machine are empty.
  if (image === undefined || source === 'backports') {
    await apt.update();
    image = (await apt.dependencies('linux-image-amd64', IMAGE))[0];
  }
  if (image === undefined) {
    tell(`no kernel in the ${source} packages`);
    return;
  }
  const release = image.replace('linux-image-', '');
  const name = /^\d+\.\d+/.exec(release)?.[0] ?? release;
  if (series.length > 0 && !series.includes(name)) return;
  const { version } = await apt.candidate(image);
  if (findKernels().some((one) => one.series === name && one.version === version)) return;
  tell(`unpacking kernel ${release} (${version})`);
  await fetchAndUnpack(apt, await packagesOf(apt, image), { series: name, release, version });
}

async function packagesOf(apt: Apt, image: string): Promise<readonly PackageVersion[]> {
  const headers = (await apt.dependencies('linux-headers-amd64', HEADERS))[0];
  if (headers === undefined)
    throw new CommandError('apt-cache', `there are no headers for ${image}`);
  const names = [image, headers, ...(await apt.dependencies(headers, HEADERS_NEED))];
  return Promise.all(names.map((one) => apt.candidate(one)));
}

async function fetchAndUnpack(
  apt: Apt,
  packages: readonly PackageVersion[],
  about: { readonly series: string; readonly release: string; readonly version: string },
): Promise<void> {
  await inTemporaryFolder('packages', async (folder) => {
    await apt.download(packages, folder);
    await unpackKernel(packageFiles(folder), about);
  });
}
