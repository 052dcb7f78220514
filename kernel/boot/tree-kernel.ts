// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CommandError, runExternal } from '../../oracle/debian/command';
import { InputError } from '../../oracle/scenario/input-error';
import { missingOptions, NEEDED_OPTIONS, readOptions } from './build-options';
import { cacheFolder, fingerprint } from './files';
import type { InstallListener } from './install';
import { WANTED_MODULES } from './modules';
import type { OwnKernelPlaces } from './own-kernel';
import { missingTreeTools } from './tools';

/** What makes a folder a kernel tree that has a range fault. */
const PARTS = ['Makefile', 'Kconfig', 'scripts/kconfig', 'mm/hmm.c'] as const;

/**
 * What the smallest configuration lacks for the needed options and for a machine of QEMU's, beside
 * those themselves. `TEST_HMM` is there to select `HMM_MIRROR`; it is never loaded.
 */
const MORE_OPTIONS: readonly string[] = [
  ...['64BIT', 'SMP', 'HYPERVISOR_GUEST', 'PVH', 'ACPI', 'PRINTK', 'BUG', 'TTY', 'SERIAL_8250'],
  ...['RD_GZIP', 'BINFMT_ELF', 'MULTIUSER', 'FUTEX', 'EPOLL', 'EVENTFD', 'POSIX_TIMERS'],
  ...['SHMEM', 'ADVISE_SYSCALLS', 'SYSCTL', 'PROC_SYSCTL', 'KALLSYMS', 'MODULE_UNLOAD'],
  ...['DEBUG_KERNEL', 'SCHED_DEBUG', 'NUMA', 'ACPI_NUMA', 'X86_64_ACPI_NUMA', 'MIGRATION'],
  ...['NUMA_BALANCING_DEFAULT_ENABLED', 'COMPACTION', 'TRANSPARENT_HUGEPAGE_MADVISE'],
  ...['X86_MCE', 'X86_MCE_INTEL', 'SPARSEMEM_VMEMMAP', 'MEMORY_HOTPLUG', 'MEMORY_HOTREMOVE'],
  ...['DEVICE_PRIVATE', 'BLOCK', 'BLK_DEV', 'DAX', 'VIRTIO_MENU'],
  ...['RUNTIME_TESTING_MENU', 'CC_OPTIMIZE_FOR_PERFORMANCE'],
];
/** From four processors on tables have locks of their own, as those of distributions have. */
const PROCESSORS = 8;
/** `HMM_MIRROR` has no prompt of its own. */
const SELECTED: readonly string[] = ['HMM_MIRROR'];

/**
 * Builds a small configuration of a kernel tree, in a folder of the cache that belongs to the tree, and
 * again only what has changed since. The tree itself is not written to.
 *
 * @throws InputError if it is no kernel tree, or one whose configuration has not got what the guest needs.
 * @throws CommandError with the last messages of `make`.
 */
export async function treeKernel(
  tree: string,
  tell: InstallListener,
  signal?: AbortSignal,
): Promise<OwnKernelPlaces> {
  const missing = PARTS.find((part) => !existsSync(join(tree, part)));
  if (missing !== undefined) {
    throw new InputError({ file: tree }, `expected a kernel tree, got a folder without ${missing}`);
  }
  const tools = missingTreeTools().map((tool) => tool.package);
  if (tools.length > 0) {
    const reason = `these packages are missing: ${tools.join(', ')} (--install gets them)`;
    throw new CommandError('make', reason);
  }
  const path = realpathSync(tree);
  const folder = join(cacheFolder(), 'tree-kernels', fingerprint([], [path]));
  mkdirSync(folder, { recursive: true });
  const make = (...words: readonly string[]): Promise<string> =>
    runExternal('make', ['-s', '-C', path, `O=${folder}`, ...words], {
      ...(signal === undefined ? {} : { signal }),
    });
  tell(`building a small configuration of ${path} in ${folder}; the first time takes minutes`);
  await configure(path, folder, make);
  await make(`-j${availableParallelism()}`, 'vmlinux', 'modules');
  return { image: join(folder, 'vmlinux'), build: folder };
}

/** The same options make the same file, which `make` then does not take for a change. */
async function configure(
  path: string,
  folder: string,
  make: (...words: readonly string[]) => Promise<string>,
): Promise<void> {
  const wanted = join(folder, 'wanted.config');
  const lines = configLines();
  if (existsSync(wanted) && readFileSync(wanted, 'utf8') === lines) {
    await make('olddefconfig');
  } else {
    await make('tinyconfig');
    const config = join(folder, '.config');
    writeFileSync(config, `${readFileSync(config, 'utf8')}${lines}`);
    await make('olddefconfig');
    writeFileSync(wanted, lines);
  }
  const options = readOptions(readFileSync(join(folder, '.config'), 'utf8'));
  const lacking = missingOptions(options);
  if (lacking.length === 0) return;
  const names = lacking.map((name) => `CONFIG_${name}`).join(', ');
  throw new InputError(
    { file: path },
    `expected a tree whose smallest configuration can have what the guest needs, got one without ${names}`,
  );
}

function configLines(): string {
  const builtIn = [...NEEDED_OPTIONS, ...WANTED_MODULES.map(({ option }) => option)];
  const set = [...MORE_OPTIONS, ...builtIn.filter((name) => !SELECTED.includes(name))];
  return [
    ...set.map((name) => `CONFIG_${name}=y`),
    `CONFIG_NR_CPUS=${PROCESSORS}`,
    'CONFIG_TEST_HMM=m',
    '',
  ].join('\n');
}
