// SPDX-License-Identifier: GPL-2.0-or-later
import { WANTED_MODULES } from './modules';

/**
 * What a kernel's configuration must have for the module to be loaded and the guest to bring memory
 * into the states of the cases. `HMM_MIRROR` cannot be set by itself: something has to select it.
 */
export const NEEDED_OPTIONS: readonly string[] = [
  // The machine, its root file system, its console.
  ...['X86_64', 'PCI', 'BLK_DEV_INITRD', 'SERIAL_8250_CONSOLE', 'DEVTMPFS', 'PROC_FS', 'SYSFS'],
  // What the module calls, probes and looks up; huge_zero_pfn is data, which takes KALLSYMS_ALL.
  ...['MODULES', 'HMM_MIRROR', 'MMU_NOTIFIER', 'KPROBES', 'KRETPROBES', 'KALLSYMS_ALL'],
  ...['FS_DAX', 'ZONE_DEVICE'],
  // Memory that the cases have, and the knobs that bring it about.
  ...['TRANSPARENT_HUGEPAGE', 'HUGETLBFS', 'MEMORY_FAILURE', 'NUMA_BALANCING', 'USERFAULTFD'],
  ...['SWAP', 'TMPFS', 'MEMFD_CREATE', 'DEBUG_FS', 'PROC_PAGE_MONITOR', 'KSM'],
];

/** Options and their values, as in `include/config/auto.conf`. */
export type BuildOptions = ReadonlyMap<string, string>;

/** Reads `CONFIG_NAME=value` lines; others say nothing. */
export function readOptions(text: string): BuildOptions {
  const lines = text.split('\n').filter((line) => line.startsWith('CONFIG_'));
  return new Map(
    lines.map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice('CONFIG_'.length, at), line.slice(at + 1)];
    }),
  );
}

/** The options that a configuration lacks; what may be a module counts if it is one. */
export function missingOptions(options: BuildOptions): readonly string[] {
  return [
    ...NEEDED_OPTIONS.filter((name) => options.get(name) !== 'y'),
    ...WANTED_MODULES.map((one) => one.option).filter((name) => !options.has(name)),
  ];
}

/** Whether the guest has to load one of the kernel's own modules. */
export function needsModules(options: BuildOptions): boolean {
  return WANTED_MODULES.some(({ option }) => options.get(option) === 'm');
}
