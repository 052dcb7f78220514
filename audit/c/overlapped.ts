// SPDX-License-Identifier: GPL-2.0-or-later

import type { AuditTrial, JudgedTrial, TrialRunner } from './trial';

/** A runner with processes of its own. */
export interface ClosableRunner extends TrialRunner {
  close(): Promise<void>;
}

/** A batch that is on its way. */
interface InFlight<What> {
  readonly what: What;
  readonly trials: readonly AuditTrial[];
  readonly judged: Promise<readonly JudgedTrial[]>;
}

/** A batch with what its trials came to. */
export interface Done<What> {
  readonly what: What;
  readonly trials: readonly AuditTrial[];
  readonly judged: readonly JudgedTrial[];
}

/**
 * Judges batches in order, two at a time: while the driver's code runs for one of them, hmm-pfn
 * answers the range faults of the other, so that two processors have something to do.
 */
export class Overlapped<What> {
  private readonly flying: InFlight<What>[] = [];
  private second: Promise<ClosableRunner> | undefined;
  private count = 0;

  /** @param start a runner like the first one; it is closed by {@link close}. */
  constructor(
    private readonly first: TrialRunner,
    private readonly start: () => Promise<ClosableRunner>,
  ) {}

  /** Begins a batch; the one before the last has to be taken first. */
  begin(what: What, trials: readonly AuditTrial[], ends: number): void {
    const runner = this.count++ % 2 === 0 ? this.first : this.other();
    const judged = Promise.resolve(runner).then((one) => one.judge(trials, ends));
    // Whoever takes the batch is told; until then it is nobody's.
    judged.catch(() => {});
    this.flying.push({ what, trials, judged });
  }

  /** Whether both runners are busy, or, at the end, any. */
  isFull(atEnd: boolean): boolean {
    return this.flying.length > (atEnd ? 0 : 1);
  }

  /**
   * The oldest batch that was begun, when it is judged.
   * @throws whatever its runner throws.
   */
  async take(): Promise<Done<What>> {
    const oldest = this.flying.shift();
    if (oldest === undefined) throw new Error('no batch was begun');
    const { what, trials, judged } = oldest;
    return { what, trials, judged: await judged };
  }

  /** Closes the second runner, if there is one; what is still on its way fails. */
  async close(): Promise<void> {
    const second = await this.second?.catch(() => undefined);
    await second?.close();
  }

  private other(): Promise<ClosableRunner> {
    this.second ??= this.start();
    return this.second;
  }
}
