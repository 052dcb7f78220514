// SPDX-License-Identifier: GPL-2.0-or-later

/** Seconds that the fastest of several rounds took. */
export function fastest(rounds: number, round: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < rounds; index++) {
    const start = process.hrtime.bigint();
    round();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
  }
  return best;
}

/** A rate for a person: `412,345 small scenarios/s`. */
export function rate(count: number, seconds: number, what: string): string {
  return `${Math.round(count / seconds).toLocaleString('en')} ${what}/s`;
}
