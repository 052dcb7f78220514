// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Apt, type PackageVersion } from '../../oracle/debian/apt';
import { CommandError } from '../../oracle/debian/command';
import { findKernels } from './kernel';
import { TOOL_LIBRARIES } from './newer-build';
import { inTemporaryFolder } from './temporary-folder';
import { missingTools } from './tools';
import { packageFiles, unpackKernel } from './unpack';

/** Receives the progress of an installation. */
export type InstallListener = (message: string) => void;

/** Where a kernel comes from: there is one in each. */
type KernelSource =
  /** What the machine is set up with, and the backports of the same mirror. */
  | { readonly from: 'default' | 'backports' }
  | {
      readonly from: 'suite';
      readonly suite: string;
      readonly series: string;
      /** The suite whose libraries its build tools run with: the machine's own are too old. */
      readonly libraries: string;
    };

/** Older kernels first. */
const SOURCES: readonly KernelSource[] = [
  { from: 'default' },
  { from: 'backports' },
  { from: 'suite', suite: 'sid', series: '7.2', libraries: 'trixie' },
  { from: 'suite', suite: 'experimental', series: '7.3', libraries: 'trixie' },
];
/** The signed image and the headers of the plain kernel; not those for clouds or real time. */
const IMAGE = /^linux-image-\d.*-amd64$/;
const HEADERS = /^linux-headers-\d.*-amd64$/;
const HEADERS_NEED = /^linux-(?:headers-\d.*-common|kbuild-\d.*)$/;
/** From 7.2 on, the image is in packages that the one of that name needs. */
const IMAGE_NEEDS = /^linux-(?:base|binary|modules)-\d.*-amd64$/;

/**
 * Installs what a live run needs: tools on the machine (which takes root), kernels and their
 * headers unpacked into the cache folder, where they change nothing about the machine.
 *
 * @param series only these kernels, such as `6.1`; all of the distribution that runs here if empty.
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
    if (source.from === 'suite' && !wanted.includes(source.series)) continue;
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
  source: KernelSource,
  series: readonly string[],
  tell: InstallListener,
  signal?: AbortSignal,
): Promise<void> {
  const apt = await openSource(source, signal);
  let image = (await apt.dependencies('linux-image-amd64', IMAGE))[0];
  // Lists of our own are new at first, those of a new machine are empty.
  if (image === undefined || source.from !== 'default') {
    await apt.update();
    image = (await apt.dependencies('linux-image-amd64', IMAGE))[0];
  }
  if (image === undefined) {
    tell(`no kernel in the ${source.from === 'suite' ? source.suite : source.from} packages`);
    return;
  }
  const release = image.replace('linux-image-', '');
  const name = /^\d+\.\d+/.exec(release)?.[0] ?? release;
  if (series.length > 0 && !series.includes(name)) return;
  const { version } = await apt.candidate(image);
  if (findKernels().some((one) => one.series === name && one.version === version)) return;
  tell(`unpacking kernel ${release} (${version})`);
  await inTemporaryFolder('packages', async (folder) => {
    await apt.download(await packagesOf(apt, image), folder);
    await unpackKernel(
      packageFiles(folder),
      { series: name, release, version },
      await librariesOf(source, folder, signal),
    );
  });
}

function openSource(source: KernelSource, signal?: AbortSignal): Promise<Apt> {
  return source.from === 'suite'
    ? Apt.openSuite(source.suite, signal)
    : Apt.open(source.from, signal);
}

async function packagesOf(apt: Apt, image: string): Promise<readonly PackageVersion[]> {
  const headers = (await apt.dependencies('linux-headers-amd64', HEADERS))[0];
  if (headers === undefined)
    throw new CommandError('apt-cache', `there are no headers for ${image}`);
  const names = [
    image,
    ...(await apt.dependencies(image, IMAGE_NEEDS)),
    headers,
    ...(await apt.dependencies(headers, HEADERS_NEED)),
  ];
  return Promise.all(names.map((one) => apt.candidate(one)));
}

/** Downloads the libraries of a source's build tools to a folder below the packages' one. */
async function librariesOf(
  source: KernelSource,
  packages: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (source.from !== 'suite') return [];
  const folder = join(packages, 'libraries');
  mkdirSync(folder);
  const apt = await Apt.openSuite(source.libraries, signal);
  await apt.update();
  await apt.download(await Promise.all(TOOL_LIBRARIES.map((name) => apt.candidate(name))), folder);
  return packageFiles(folder);
}
