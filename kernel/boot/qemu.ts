// SPDX-License-Identifier: GPL-2.0-or-later
import { resolve } from 'node:path';
import type { InstalledKernel } from './kernel';

export type Accelerator = 'kvm' | 'tcg';

/** One machine to start. */
export interface Machine {
  readonly kernel: InstalledKernel;
  readonly initramfs: string;
  /** The file that gets what the kernel prints (ttyS0). */
  readonly console: string;
  readonly accelerator: Accelerator;
  /** Further words of the kernel's command line. */
  readonly append?: string;
}

/** The name of the port that KTAP comes from: see `guest/console.c`. */
const PORT = 'hmm-probe';

/**
 * The second node has room for a 1 GiB page that is aligned; memory is taken when it is touched.
 */
const NODES = ['1G', '2560M'] as const;
const MEMORY = '3584M';

/**
 * Two nodes, so that pages can be moved; 48 huge pages of 2 MiB, one of 1 GiB. No randomised
 * addresses, no five-level tables, no indirect branch tracking (the module calls functions that are
 * not exported). What only takes time at boot is turned off.
 */
const COMMAND_LINE = [
  'console=ttyS0',
  'loglevel=5',
  'panic=-1',
  'oops=panic',
  'norandmaps',
  'nokaslr',
  'no5lvl',
  'ibt=off',
  'hugepages=48',
  'hugepagesz=1G',
  'hugepages=1',
  'mitigations=off',
  'cryptomgr.notests',
  'ipv6.disable=1',
  'nowatchdog',
];

/**
 * The arguments of `qemu-system-x86_64`. KTAP is its standard output; its standard input must stay
 * open, because the port counts as closed at its end, and the guest would wait for ever.
 *
 * One processor: page batches are per processor, and with two a case took up to three times as
 * long.
 */
export function qemuArguments(machine: Machine): readonly string[] {
  const { kernel, initramfs, console, accelerator, append } = machine;
  const nodes = NODES.flatMap((size, i) => [
    ...['-object', `memory-backend-ram,id=m${i},size=${size}`],
    ...['-numa', `node,nodeid=${i},memdev=m${i}${i === 0 ? ',cpus=0' : ''}`],
  ]);
  return [
    ...['-accel', accelerator, '-cpu', accelerator === 'kvm' ? 'host' : 'qemu64,+pdpe1gb'],
    ...['-m', MEMORY, '-smp', '1', ...nodes],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', kernel.vmlinux, '-initrd', resolve(initramfs)],
    ...['-append', [...COMMAND_LINE, ...(append === undefined ? [] : [append])].join(' ')],
    ...['-serial', `file:${resolve(console)}`],
    ...['-chardev', 'stdio,id=ktap,signal=off', '-device', 'virtio-serial-pci'],
    ...['-device', `virtserialport,chardev=ktap,name=${PORT}`],
  ];
}
