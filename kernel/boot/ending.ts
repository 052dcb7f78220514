// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Why a machine was ended from outside: it said nothing in the time that it had; it took longer than
 * a boot may; it said nothing, and the host gave it hardly any time; somebody wanted it.
 */
export type Stopped = 'hang' | 'time limit' | 'starved' | 'interrupted';

/** How a guest came to its end. A panic or a hang says something of the kernel, all else does not. */
export type GuestEnd =
  /** It turned itself off. Whether its run was whole, its KTAP says. */
  | { readonly is: 'powered off'; readonly console: string; readonly warnings: readonly string[] }
  /** The kernel gave up; `message` is its reason. */
  | { readonly is: 'panic'; readonly console: string; readonly message: string }
  /** It was ended from outside, after this many seconds of the host and of processor time. */
  | {
      readonly is: Stopped;
      readonly console: string;
      readonly seconds: number;
      readonly ran: number;
    }
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
export function consoleWarnings(console: string): readonly string[] {
  return console
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]*\] /, '').trimEnd())
    .filter((line) => WARNING.test(line));
}

/** What is known when the emulator has ended. */
interface EmulatorEnd {
  readonly code: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: NodeJS.Signals | null;
  readonly stopped: Stopped | undefined;
  readonly seconds: number;
  /** Seconds of processor time. */
  readonly ran: number;
  /** What the emulator itself complained of. */
  readonly errors: string;
}

/** The end of a guest from the emulator's end and what the kernel printed. */
export function endingOf(console: string, end: EmulatorEnd): GuestEnd {
  const panic = PANIC.exec(console)?.[0].trimEnd();
  if (panic !== undefined) {
    // The reason comes before the panic that it leads to.
    const reason = consoleWarnings(console)[0];
    return { is: 'panic', console, message: reason === undefined ? panic : `${reason}; ${panic}` };
  }
  const { stopped, seconds, ran } = end;
  if (stopped !== undefined) return { is: stopped, console, seconds, ran };
  if (end.code === 0 && POWER_OFF.test(console)) {
    return { is: 'powered off', console, warnings: consoleWarnings(console) };
  }
  const errors = end.errors.trim();
  const message = emulatorMessage(end);
  return { is: 'failed', console, message: errors === '' ? message : `${message}: ${errors}` };
}

function emulatorMessage({ code, signal }: EmulatorEnd): string {
  if (signal === 'SIGKILL') {
    return 'the emulator was killed by SIGKILL: by somebody, or because the machine has no memory left';
  }
  if (signal !== null) return `the emulator was ended by ${signal}`;
  return code === null ? 'the emulator could not be started' : `the emulator ended with ${code}`;
}
