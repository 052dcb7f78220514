// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';

/** What a run of the prover took. */
export interface RunCost {
  /** Seconds of processor time, of all its threads. */
  readonly seconds: number;
  /** The most memory that it held, in megabytes. */
  readonly megabytes: number;
}

const NOTHING: RunCost = { seconds: 0, megabytes: 0 };
/** Often enough that what a run does after the last look is little; a look costs some 50 µs. */
const EVERY_MILLISECONDS = 50;
/** Linux counts the time of a process in these for every user program (USER_HZ). */
const TICKS_A_SECOND = 100;

/**
 * Looks at a process while it runs: the kernel keeps its time, and the most memory that it ever held.
 * Where there is no /proc, nothing is known of it: 0.
 */
export class CostMeter {
  private cost = NOTHING;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number | undefined) {
    this.timer = setInterval(() => this.look(), EVERY_MILLISECONDS).unref();
  }

  /** Ends the looking; what was seen. */
  stop(): RunCost {
    clearInterval(this.timer);
    return this.cost;
  }

  private look(): void {
    if (this.pid === undefined) return;
    try {
      const stat = readFileSync(`/proc/${this.pid}/stat`, 'latin1');
      const status = readFileSync(`/proc/${this.pid}/status`, 'latin1');
      this.cost = latest(this.cost, costOf(stat, status));
    } catch {
      // It has ended.
    }
  }
}

/** A process that has ended and waits to be collected has no memory any more. */
function latest(before: RunCost, now: RunCost): RunCost {
  return {
    seconds: Math.max(before.seconds, now.seconds),
    megabytes: Math.max(before.megabytes, now.megabytes),
  };
}

/** What /proc/PID/stat and status say. */
export function costOf(stat: string, status: string): RunCost {
  // The name in parentheses may have blanks; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  const [, kilobytes = '0'] = /^VmHWM:\s{1,20}(\d{1,12}) kB$/m.exec(status) ?? [];
  return { seconds: ticks / TICKS_A_SECOND, megabytes: Number(kilobytes) / 1024 };
}

/** The costliest in each. */
export function mostOf(costs: readonly RunCost[]): RunCost {
  return costs.reduce(latest, NOTHING);
}
