// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';

/** How often an emulator is looked at, in milliseconds. */
export const LOOK_MS = 200;

/** What the scheduler tells of a process, in seconds, all threads together. */
interface Scheduled {
  /** On a processor. */
  readonly ran: number;
  /** Ready to run, while the processors ran something else. */
  readonly starved: number;
  /** Somebody stopped it (SIGSTOP). */
  readonly stopped: boolean;
}

/**
 * The time that an emulator really had: what it ran, and what it was idle of its own accord. A
 * second in which it was ready and the host ran something else, in which it was stopped, or in which
 * the host itself stood still, is none. So a limit in this time is the same on a busy host.
 */
export class EmulatorClock {
  private last: Scheduled;
  private lastLook: number;

  /**
   * @param pid the emulator's process.
   * @param now the host's clock, in seconds.
   * @param look what the scheduler tells of the process; undefined if it tells nothing.
   */
  constructor(
    private readonly pid: number,
    private readonly now: () => number = () => performance.now() / 1000,
    private readonly look: (pid: number) => Scheduled | undefined = scheduledOf,
  ) {
    this.last = look(pid) ?? NOTHING;
    this.lastLook = now();
  }

  /** The seconds that it had since this was last asked, which is to be often: see {@link LOOK_MS}. */
  take(): number {
    const now = this.now();
    const scheduled = this.look(this.pid) ?? this.last;
    const ran = Math.max(0, scheduled.ran - this.last.ran);
    const starved = Math.max(0, scheduled.starved - this.last.starved);
    // Who looks late was kept from it, and the emulator perhaps as well.
    const passed = Math.min(now - this.lastLook, LOOK_MS / 1000);
    this.last = scheduled;
    this.lastLook = now;
    return Math.max(ran, scheduled.stopped ? 0 : passed - starved);
  }

  /** The seconds of processor time that it has used. */
  get ran(): number {
    return this.last.ran;
  }
}

const NOTHING: Scheduled = { ran: 0, starved: 0, stopped: false };
const NANOSECONDS = 1e9;

/** Reads `/proc`; undefined if the process is gone, or the kernel does not tell. */
function scheduledOf(pid: number): Scheduled | undefined {
  try {
    let ran = 0;
    let starved = 0;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const [on = 0, waiting = 0] = words(`/proc/${pid}/task/${task}/schedstat`).map(Number);
      ran += on / NANOSECONDS;
      starved += waiting / NANOSECONDS;
    }
    // "PID (COMMAND) STATE …": a command may hold anything, but for its last bracket.
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return { ran, starved, stopped: /^[Tt]/.test(state) };
  } catch {
    return undefined;
  }
}

function words(file: string): readonly string[] {
  return readFileSync(file, 'utf8').trim().split(' ');
}
