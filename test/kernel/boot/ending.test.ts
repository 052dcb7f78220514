// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { consoleWarnings, endingOf } from '../../../kernel/boot/ending';

const OFF = '[    2.5] hmm_probe: loading out-of-tree module\n[    5.9] reboot: Power down\n';
const OOPS = [
  '[    3.1] BUG: unable to handle page fault for address: ffff888000000000',
  '[    3.1] Oops: 0002 [#1] PREEMPT SMP',
  '[    3.2] Kernel panic - not syncing: Fatal exception',
  '',
].join('\n');

const quiet = {
  code: 0,
  signal: null,
  stopped: undefined,
  seconds: 7,
  ran: 5,
  errors: '',
} as const;

it('a machine that turned itself off, with what its kernel complained of', () => {
  expect(endingOf(OFF, quiet)).toEqual({ is: 'powered off', console: OFF, warnings: [] });
  const console = `[    3.0] WARNING: CPU: 0 PID: 7 at mm/hmm.c:1\n${OFF}`;
  expect(endingOf(console, quiet)).toMatchObject({
    is: 'powered off',
    warnings: ['WARNING: CPU: 0 PID: 7 at mm/hmm.c:1'],
  });
});

it('a panic tells what led to it, even if the emulator ended well', () => {
  expect(endingOf(OOPS, quiet)).toEqual({
    is: 'panic',
    console: OOPS,
    message:
      'BUG: unable to handle page fault for address: ffff888000000000; ' +
      'Kernel panic - not syncing: Fatal exception',
  });
  const bare = '[    1.0] Kernel panic - not syncing: No working init found.\n';
  expect(endingOf(bare, quiet)).toMatchObject({
    message: 'Kernel panic - not syncing: No working init found.',
  });
});

it('a machine that was ended says why; a panic before that is the better reason', () => {
  for (const stopped of ['hang', 'time limit', 'starved', 'interrupted'] as const) {
    const by = { code: null, signal: 'SIGKILL', seconds: 60.5, ran: 2.5 } as const;
    const end = { ...by, stopped, errors: '' };
    expect(endingOf('', end)).toEqual({ is: stopped, console: '', seconds: 60.5, ran: 2.5 });
    expect(endingOf(OOPS, end)).toMatchObject({ is: 'panic' });
  }
});

it('an emulator that fails is no verdict on the kernel', () => {
  const errors = 'qemu-system-x86_64: failed to set MSR 0x10a\n';
  expect(endingOf('', { ...quiet, code: 134, errors })).toEqual({
    is: 'failed',
    console: '',
    message: 'the emulator ended with 134: qemu-system-x86_64: failed to set MSR 0x10a',
  });
  expect(endingOf('', { ...quiet, code: null, signal: 'SIGKILL' })).toMatchObject({
    message:
      'the emulator was killed by SIGKILL: by somebody, or because the machine has no memory left',
  });
  expect(endingOf('', { ...quiet, code: null, signal: 'SIGSEGV' })).toMatchObject({
    message: 'the emulator was ended by SIGSEGV',
  });
  expect(endingOf('', { ...quiet, code: null, errors: 'spawn qemu ENOENT' })).toMatchObject({
    message: 'the emulator could not be started: spawn qemu ENOENT',
  });
  // It ended well, but the kernel never said that it turned the machine off.
  expect(endingOf('[    1.0] Linux version 6.1\n', quiet)).toMatchObject({
    is: 'failed',
    message: 'the emulator ended with 0',
  });
});

it('complaints are told from messages', () => {
  const console = [
    '[    1.0] Memory failure: 0x29f7: recovery action for dirty LRU page: Recovered',
    '[   24.0] rcu: INFO: rcu_preempt self-detected stall on CPU',
    '[   25.0] INFO: task hmm-guest:7 blocked for more than 120 seconds.',
  ].join('\r\n');
  expect(consoleWarnings(console)).toEqual([
    'rcu: INFO: rcu_preempt self-detected stall on CPU',
    'INFO: task hmm-guest:7 blocked for more than 120 seconds.',
  ]);
});
