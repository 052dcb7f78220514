// SPDX-License-Identifier: GPL-2.0-or-later
import type { Disturbance } from './circumstances';
import { costOfEnd, type Named } from './named';
import { LoopTally } from './observed-loop';
import type { AuditTrial, JudgedTrial } from './trial';

/** Runs that a schedule other than the undisturbed one may end. */
const ENDS_PER_SCHEDULE = 40;

/** A mistake of a conversion, over all scenarios that show it. */
export interface AuditCCauseCount {
  readonly cause: string;
  readonly end: Named['end'];
  /** How many scenarios show it. */
  count: number;
  /** The entries that its pages came from, each with the number of scenarios. */
  readonly origins: Map<string, number>;
  /** The first one that shows it. */
  readonly trial: AuditTrial;
}

/** Counts what scenarios come to. A scenario counts once for each cause. */
export class AuditTally {
  scenarios = 0;
  /** Scenarios that went through both conversions. */
  converted = 0;
  pages = 0;
  /** Of those that were converted, ranges that both versions gave up. */
  givenUp = 0;
  notRun = 0;
  readonly skipped = new Map<string, number>();
  readonly loop = new LoopTally();
  /** By the id of the known difference of the range faults; null is an unknown one. */
  readonly known = new Map<string, number>();
  readonly causes = new Map<string, AuditCCauseCount>();
  /** How many scenarios ended their process, a costly one counting for more. */
  ends = 0;
  private readonly endsOf = new Map<Disturbance, number>();

  /**
   * Whether a disturbance has ended so many runs that more of them show nothing new, and would keep the
   * others from being run; never the undisturbed schedule.
   */
  isSpent(schedule: Disturbance): boolean {
    return schedule !== 'quiet' && (this.endsOf.get(schedule) ?? 0) >= ENDS_PER_SCHEDULE;
  }

  /** Trials whose process was killed by the system. */
  get killed(): number {
    return this.skipped.get('killed by the system') ?? 0;
  }

  /** A trial that is left out for that. */
  leaveOut(): void {
    this.scenarios++;
    increment(this.skipped, 'schedule given up');
  }

  add(judged: JudgedTrial, trial: AuditTrial): void {
    this.scenarios++;
    switch (judged.kind) {
      case 'skipped':
        increment(this.skipped, judged.why);
        return;
      case 'one fails':
        increment(this.skipped, 'one fails');
        for (const id of judged.ids) increment(this.known, id);
        return;
      case 'not run':
        this.notRun++;
        return;
      case 'no result':
        this.addShown(judged.shown, trial);
        return;
      case 'ran':
        this.converted++;
        this.pages += judged.pages;
        if (judged.givenUp) this.givenUp++;
        if (judged.loop !== null) this.loop.add(judged.loop);
        if (judged.shown.length > 0) this.addShown(judged.shown, trial);
    }
  }

  /** The mistakes, most frequent first. */
  sortedCauses(): readonly AuditCCauseCount[] {
    return [...this.causes.values()].sort((one, other) => other.count - one.count);
  }

  private addShown(shown: readonly Named[], trial: AuditTrial): void {
    const counted = new Set<string>();
    const once = (key: string): boolean => counted.size < counted.add(key).size;
    for (const { cause, known, origin, end } of shown) {
      if (known !== null) {
        if (once(known)) increment(this.known, known);
        continue;
      }
      let entry = this.causes.get(cause);
      if (entry === undefined) {
        entry = { cause, end, count: 0, origins: new Map(), trial };
        this.causes.set(cause, entry);
      }
      if (once(cause)) {
        entry.count++;
        this.ends += costOfEnd(end);
        if (end !== 'none') increment(this.endsOf, trial.circumstances.schedule);
      }
      if (origin !== null && once(`${cause} ${origin}`)) increment(entry.origins, origin);
    }
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
