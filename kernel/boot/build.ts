// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runExternal } from '../../oracle/debian/command';
import { cacheFolder, fingerprint, GUEST_SOURCES, sourcesOf } from './files';
import type { InstalledKernel } from './kernel';

const MODULE = 'hmm_probe.ko';
const GUEST = 'hmm-guest';
/** Of 32 bits, files and their offsets have 64 all the same; the module's own tests are left out. */
const GUEST_FLAGS_32 = ['-m32', '-D_FILE_OFFSET_BITS=64'];
const OWN_TESTS = /^selftest_/;
const GUEST_FLAGS = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-static'];

/**
 * What is built of the same sources is built once: the result appears under its name when it is
 * whole.
 *
 * @param make fills an empty folder.
 */
async function builtOnce(
  name: string,
  result: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const builds = join(cacheFolder(), 'build');
  const file = join(builds, name, result);
  if (existsSync(file)) return file;
  mkdirSync(builds, { recursive: true });
  const folder = mkdtempSync(join(builds, 'new-'));
  try {
    await make(folder);
    settle(folder, join(builds, name), result);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return file;
}

/** Gives a finished folder its name, unless somebody else was faster with the same. */
function settle(folder: string, final: string, result: string): void {
  try {
    renameSync(folder, final);
  } catch (error) {
    if (!existsSync(join(final, result))) throw error;
  }
}

/**
 * Builds the module for a kernel, stripped of what a debugger needs.
 *
 * @returns its file.
 * @throws CommandError with the compiler's messages.
 */
export function buildModule(kernel: InstalledKernel, signal?: AbortSignal): Promise<string> {
  const words = [kernel.release, kernel.version];
  const name = `module-${kernel.release}-${fingerprint([GUEST_SOURCES.module], words)}`;
  return builtOnce(name, MODULE, async (folder) => {
    for (const file of sourcesOf(GUEST_SOURCES.module)) {
      copyFileSync(join(GUEST_SOURCES.module, file), join(folder, file));
    }
    // Without pahole there is no BTF of modules; nothing here needs it.
    const options = ['-s', '-j2', 'CONFIG_DEBUG_INFO_BTF_MODULES='];
    // Headers of a kernel that we have not seen may have warnings of their own.
    // A newer kernel's headers name a newer compiler.
    if (kernel.bits === 32) options.push('ARCH=i386');
    if (kernel.own !== true) options.push('CC=gcc-12', 'W=1', 'KCFLAGS=-Werror');
    const make = ['-C', kernel.headers, `M=${folder}`, ...options, 'modules'];
    await runExternal('make', make, signal === undefined ? {} : { signal });
    await runExternal('strip', ['--strip-debug', join(folder, MODULE)]);
  });
}

/**
 * Builds the guest's program, static: it is all of the guest's user space, and can check recipes on
 * this machine.
 *
 * @param flags the compiler's flags, if not the usual ones: such as sanitizers.
 * @param bits the width of the kernel that it runs on.
 * @returns its file.
 * @throws CommandError with the compiler's messages.
 */
export function buildGuest(
  signal?: AbortSignal,
  flags: readonly string[] = GUEST_FLAGS,
  bits: 32 | 64 = 64,
): Promise<string> {
  const all = bits === 32 ? [...flags, ...GUEST_FLAGS_32] : flags;
  const name = `guest-${fingerprint([GUEST_SOURCES.guest, GUEST_SOURCES.module], all)}`;
  return builtOnce(name, GUEST, async (folder) => {
    const sources = sourcesOf(GUEST_SOURCES.guest)
      .filter((file) => file.endsWith('.c') && (bits === 64 || !OWN_TESTS.test(file)))
      .map((file) => join(GUEST_SOURCES.guest, file));
    const words = [...all, '-o', join(folder, GUEST), ...sources];
    await runExternal('gcc', words, signal === undefined ? {} : { signal });
  });
}
