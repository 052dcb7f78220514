// SPDX-License-Identifier: GPL-2.0-or-later
import type { LineProcess } from '../../oracle/child/line-process';
import type { Scenario } from '../../oracle/scenario/scenario';

/** A question with the line that answered it, and the scenario that it was asked for. */
export interface Said {
  readonly question: string;
  readonly line: string;
  readonly scenario: Scenario | undefined;
}

/** How many questions are asked again together. */
const TOGETHER = 512;

/**
 * A second process of the same module, which is asked all that the first one was, in another order
 * and beside its other work. An answer that depends on anything but the question (what was asked
 * before, the time, chance) does not come twice.
 */
export class Witness {
  private queue: Said[] = [];
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;
  private failure: { readonly error: unknown } | undefined;

  /**
   * @param limitMs how long an answer may take.
   * @param differs what to throw for another answer.
   * @param silent what to throw instead of what the process did when it did not answer.
   */
  constructor(
    private readonly process: LineProcess,
    private readonly limitMs: number,
    private readonly differs: (said: Said, line: string) => Error,
    private readonly silent: (error: unknown, asked: readonly Said[]) => unknown,
  ) {}

  /** How many questions wait to be asked again. */
  get backlog(): number {
    return this.queue.length;
  }

  /**
   * Notes what has been said.
   * @throws what came of earlier questions.
   */
  note(said: readonly Said[]): void {
    if (this.failure !== undefined) throw this.failure.error;
    this.queue.push(...said);
    if (this.queue.length >= TOGETHER) this.start();
  }

  /** Asks all that is left. */
  async finish(): Promise<void> {
    while (this.queue.length > 0 || this.isRunning) {
      this.start();
      await this.running;
      if (this.failure !== undefined) throw this.failure.error;
    }
    if (this.failure !== undefined) throw this.failure.error;
  }

  private start(): void {
    if (this.isRunning || this.failure !== undefined) return;
    this.isRunning = true;
    this.running = this.run()
      .catch((error: unknown) => {
        this.failure = { error };
      })
      .finally(() => {
        this.isRunning = false;
      });
  }

  private async run(): Promise<void> {
    const asked = this.queue.reverse();
    this.queue = [];
    let lines: readonly string[];
    try {
      lines = await this.process.ask(
        asked.map(({ question }) => question),
        this.limitMs,
      );
    } catch (error) {
      throw this.silent(error, asked);
    }
    for (const [index, said] of asked.entries()) {
      const line = lines[index] ?? '';
      if (line !== said.line) throw this.differs(said, line);
    }
  }
}
