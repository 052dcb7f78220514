// SPDX-License-Identifier: GPL-2.0-or-later

/** Seconds that something took: on the clock, and of all processors together. */
interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

/** How long there are rounds before those that count, two at least: by then the engine has compiled everything. */
const WARM_UP_MS = 2000;
const WARM_UP_ROUNDS = 2;

/**
 * What the fastest of several rounds took, on the clock and of the processors each by itself; the
 * latter is what can be compared on a machine that others use, too.
 */
export function fastest(rounds: number, round: () => void): Timing {
  const warmUp = new WarmUp();
  while (warmUp.goesOn()) round();
  const stopwatch = new Stopwatch();
  for (let index = 0; index < rounds; index++) {
    stopwatch.start();
    round();
    stopwatch.stop();
  }
  return stopwatch.best;
}

/** As {@link fastest}, of rounds that wait for something. */
export async function fastestOf(rounds: number, round: () => Promise<void>): Promise<Timing> {
  const warmUp = new WarmUp();
  while (warmUp.goesOn()) await round();
  const stopwatch = new Stopwatch();
  for (let index = 0; index < rounds; index++) {
    stopwatch.start();
    await round();
    stopwatch.stop();
  }
  return stopwatch.best;
}

/** The rounds before those that count. */
class WarmUp {
  private readonly until = performance.now() + WARM_UP_MS;
  private rounds = 0;

  /** Whether there is to be another one. */
  goesOn(): boolean {
    return this.rounds++ < WARM_UP_ROUNDS || performance.now() < this.until;
  }
}

class Stopwatch {
  private wall = Number.POSITIVE_INFINITY;
  private cpu = Number.POSITIVE_INFINITY;
  private from = 0n;
  private used = process.cpuUsage();

  start(): void {
    this.used = process.cpuUsage();
    this.from = process.hrtime.bigint();
  }

  stop(): void {
    this.wall = Math.min(this.wall, Number(process.hrtime.bigint() - this.from) / 1e9);
    const { user, system } = process.cpuUsage(this.used);
    this.cpu = Math.min(this.cpu, (user + system) / 1e6);
  }

  get best(): Timing {
    return { wall: this.wall, cpu: this.cpu };
  }
}

/** A rate for a person: `412,345 small scenarios/s (398,120 by CPU time)`. */
export function rate(count: number, { wall, cpu }: Timing, what: string): string {
  const perSecond = (seconds: number): string => Math.round(count / seconds).toLocaleString('en');
  return `${perSecond(wall)} ${what}/s (${perSecond(cpu)} by CPU time)`;
}
