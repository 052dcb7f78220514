// SPDX-License-Identifier: GPL-2.0-or-later
import { resolve } from 'node:path';
import type { InstalledKernel } from './kernel';

export type Accelerator = 'kvm' | 'tcg';

/** One machine to start. */
interface Machine {
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
 * What the kernel does to find out whether its timers and clocks are right, and whether a processor
 * is stuck. Each compares two clocks, or looks for progress within this many seconds; on a host that
 * is busy a machine is stopped for longer than that, and a kernel that is in order panics or
 * complains. How long a test may take is watched by the guest's own program.
 */
const NO_CLOCK_CHECKS = [
  // That timer interrupts arrive while the processor counts ("IO-APIC + timer doesn't work!").
  'no_timer_check',
  // That the TSC agrees with a second clock, which is read a moment later.
  'tsc=reliable',
  // Soft and hard lockups: no scheduling, or no timer interrupt, for 10 to 20 s.
  'nowatchdog',
  // RCU stalls: no quiescent state for 21 s.
  'rcupdate.rcu_cpu_stall_suppress=1',
  'rcupdate.rcu_cpu_stall_suppress_at_boot=1',
  // Tasks that sleep for 120 s without a signal being able to wake them, and work items for 30 s.
  'sysctl.kernel.hung_task_timeout_secs=0',
  'workqueue.watchdog_thresh=0',
];

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
  ...NO_CLOCK_CHECKS,
];

/**
 * The clock of an emulated machine counts its instructions, each 8 ns: whatever the host has to do
 * besides, a second of the guest is the same amount of work, and every time limit within it is a
 * limit of work. Otherwise it would be the host's clock, and the limits a matter of luck. 8 ns is
 * about the speed of the emulation on an idle machine. While the guest has nothing to do, its clock
 * goes on with the host's.
 */
const INSTRUCTION_CLOCK = ['-icount', 'shift=3,sleep=on'];

/**
 * The arguments of `qemu-system-x86_64`. KTAP is its standard output; its standard input must stay
 * open, because the port counts as closed at its end, and the guest would wait forever.
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
    ...(accelerator === 'tcg' ? INSTRUCTION_CLOCK : []),
    ...['-m', MEMORY, '-smp', '1', ...nodes],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', kernel.vmlinux, '-initrd', resolve(initramfs)],
    ...['-append', [...COMMAND_LINE, ...(append === undefined ? [] : [append])].join(' ')],
    ...['-serial', `file:${resolve(console)}`],
    ...['-chardev', 'stdio,id=ktap,signal=off', '-device', 'virtio-serial-pci'],
    ...['-device', `virtserialport,chardev=ktap,name=${PORT}`],
  ];
}
