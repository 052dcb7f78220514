// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Apt, type PackageVersion } from '../../oracle/debian/apt';
import { CommandError } from '../../oracle/debian/command';
import { inTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { findKernel, type InstalledKernel } from './kernel';
import { TOOL_LIBRARIES } from './newer-build';
import { isCandidate, KERNEL_RELEASES } from './releases';
import { missingTools, missingTreeTools } from './tools';
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
      /** The suite whose libraries its build tools run with, if the machine's own are too old. */
      readonly libraries?: string;
      /** A kernel of 32 bits. */
      readonly bits?: 32;
    };

/** The kernels that neither the distribution has that runs here nor its backports. */
const NEWER_SERIES: readonly string[] = ['7.2', '7.3'];

/** Older kernels first; of each, the best suite first. */
const SOURCES: readonly KernelSource[] = [
  { from: 'default' },
  { from: 'backports' },
  ...KERNEL_RELEASES.filter(({ series }) => NEWER_SERIES.includes(series)).flatMap(
    ({ series, suites }) =>
      suites.map((suite): KernelSource => ({ from: 'suite', suite, series, libraries: 'trixie' })),
  ),
];
/**
 * Debian’s last kernels of 32 bits, with PAE: their tables have entries of the same size and slots of
 * the same sizes as those of 64 bits.
 */
const SOURCES_32: readonly KernelSource[] = [
  { from: 'suite', suite: 'bookworm', series: '6.1', bits: 32 },
];
/** The series of which there is a kernel of 32 bits. */
export const SERIES_32: readonly string[] = SOURCES_32.flatMap((source) =>
  source.from === 'suite' ? [source.series] : [],
);

/** What Debian calls a kernel: not those for clouds or real time. */
const FLAVOURS = { 64: 'amd64', 32: '686-pae' } as const;
/** The signed image and the headers of the plain kernel. */
const IMAGES = { 64: /^linux-image-\d.*-amd64$/, 32: /^linux-image-\d.*\d-686-pae$/ } as const;
const HEADERS = { 64: /^linux-headers-\d.*-amd64$/, 32: /^linux-headers-\d.*\d-686-pae$/ } as const;
const HEADERS_NEED = /^linux-(?:headers-\d.*-common|kbuild-\d.*)$/;
/** From 7.2 on, the image is in packages that the one of that name needs. */
const IMAGE_NEEDS = /^linux-(?:base|binary|modules)-\d.*-amd64$/;

/**
 * Installs what a live run needs: tools on the machine (which takes root), kernels and their
 * headers unpacked into the cache folder, where they change nothing about the machine.
 *
 * @param series only these kernels, such as `6.1`; all of the distribution that runs here if empty.
 * @param bits kernels of this width.
 * @throws CommandError if a package cannot be fetched or installed.
 */
export async function install(
  series: readonly string[],
  tell: InstallListener,
  signal?: AbortSignal,
  bits: 32 | 64 = 64,
): Promise<void> {
  await installTools(tell, signal, bits);
  for (const source of bits === 32 ? SOURCES_32 : SOURCES) {
    const wanted = series.filter((one) => !isSettled(findKernel(one, bits)));
    if (series.length > 0 && wanted.length === 0) return;
    if (source.from === 'suite' && !wanted.includes(source.series)) continue;
    await installKernel(source, series, tell, signal);
  }
}

/** Whether nothing better is to be looked for: a candidate is replaced as soon as a suite has the release. */
function isSettled(kernel: InstalledKernel | undefined): boolean {
  return kernel !== undefined && !isCandidate(kernel.version);
}

/**
 * Installs the tools that are missing, and no kernel.
 * @param more those that build a kernel, too.
 * @throws CommandError if a package cannot be fetched or installed.
 */
export async function installTools(
  tell: InstallListener,
  signal?: AbortSignal,
  bits: 32 | 64 = 64,
  more?: 'and of trees',
): Promise<void> {
  const missing = [...missingTools(bits), ...(more === undefined ? [] : missingTreeTools())];
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
  const bits = widthOf(source);
  const meta = `linux-image-${FLAVOURS[bits]}`;
  let image = (await apt.dependencies(meta, IMAGES[bits]))[0];
  // Lists of our own are new at first, those of a new machine are empty.
  if (image === undefined || source.from !== 'default') {
    await apt.update();
    image = (await apt.dependencies(meta, IMAGES[bits]))[0];
  }
  if (image === undefined) {
    tell(`no kernel in the ${source.from === 'suite' ? source.suite : source.from} packages`);
    return;
  }
  const release = image.replace('linux-image-', '');
  const name = /^\d+\.\d+/.exec(release)?.[0] ?? release;
  const looksFor = source.from === 'suite' ? [source.series] : series;
  if (looksFor.length > 0 && !looksFor.includes(name)) return;
  const { version } = await apt.candidate(image);
  if (findKernel(name, bits)?.version === version) return;
  tell(`unpacking kernel ${release} (${version})`);
  await inTemporaryFolder('packages', async (folder) => {
    await apt.download(await packagesOf(apt, image, bits), folder);
    await unpackKernel(
      packageFiles(folder),
      { series: name, release, version, ...(bits === 32 ? { bits } : {}) },
      await librariesOf(source, folder, signal),
    );
  });
}

function widthOf(source: KernelSource): 32 | 64 {
  return source.from === 'suite' ? (source.bits ?? 64) : 64;
}

function openSource(source: KernelSource, signal?: AbortSignal): Promise<Apt> {
  if (source.from !== 'suite') return Apt.open(source.from, signal);
  return Apt.openSuite(source.suite, signal, source.bits === 32 ? 'i386' : undefined);
}

async function packagesOf(
  apt: Apt,
  image: string,
  bits: 32 | 64,
): Promise<readonly PackageVersion[]> {
  const headers = (await apt.dependencies(`linux-headers-${FLAVOURS[bits]}`, HEADERS[bits]))[0];
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
  if (source.from !== 'suite' || source.libraries === undefined) return [];
  const folder = join(packages, 'libraries');
  mkdirSync(folder);
  const apt = await Apt.openSuite(source.libraries, signal);
  await apt.update();
  await apt.download(await Promise.all(TOOL_LIBRARIES.map((name) => apt.candidate(name))), folder);
  return packageFiles(folder);
}
