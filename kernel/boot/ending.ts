// SPDX-License-Identifier: GPL-2.0-or-later

/** Why a machine was ended from outside. */
export type Stopped = 'hang' | 'time limit' | 'interrupted';

/** How a guest came to its end. All but the first are findings, or failures of the machine. */
export type GuestEnd =
  /** It turned itself off. Whether its run was whole, its KTAP says. */
  | { readonly is: 'powered off'; readonly console: string; readonly warnings: readonly string[] }
  /** The kernel gave up; `message` is its reason. */
  | { readonly is: 'panic'; readonly console: string; readonly message: string }
  /** It was ended: nothing came for too long, or it took too long, or somebody wanted it. */
  | { readonly is: Stopped; readonly console: string; readonly seconds: number }
  /** The emulator ended in another way. */
  | { readonly is: 'failed'; readonly console: string; readonly message: string };

const PANIC = /Kernel panic - not syncing: .*/;
const WARNING = new RegExp(
  [
    ...['WARNING: ', 'BUG: ', 'Oops: ', 'UBSAN: ', 'rcu: INFO: ', 'INFO: task '],
    ...['general protection fault', 'unable to handle'],
  ].join('|'),
);
const POWER_OFF = /reboot: (?:Power down|System halted)/;

/** What the kernel complained of, without the time before it. */
export function warningsOf(console: string): readonly string[] {
  return console
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]*\] /, '').trimEnd())
    .filter((line) => WARNING.test(line));
}

/** What is known when the emulator has ended. */
export interface EmulatorEnd {
  readonly code: number | null;
  readonly stopped: Stopped | undefined;
  readonly seconds: number;
  /** What the emulator itself complained of. */
  readonly errors: string;
}

/** The end of a guest from the emulator's end and what the kernel printed. */
export function endingOf(console: string, end: EmulatorEnd): GuestEnd {
  const panic = PANIC.exec(console)?.[0].trimEnd();
  if (panic !== undefined) {
    // The reason comes before the panic that it leads to.
    const reason = warningsOf(console)[0];
    return { is: 'panic', console, message: reason === undefined ? panic : `${reason}; ${panic}` };
  }
  if (end.stopped !== undefined) return { is: end.stopped, console, seconds: end.seconds };
  if (end.code === 0 && POWER_OFF.test(console)) {
    return { is: 'powered off', console, warnings: warningsOf(console) };
  }
  const errors = end.errors.trim();
  const message = `the emulator ended with ${end.code ?? 'a signal'}`;
  return { is: 'failed', console, message: errors === '' ? message : `${message}: ${errors}` };
}
