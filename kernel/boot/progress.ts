// SPDX-License-Identifier: GPL-2.0-or-later
import type { RecipeParts } from './recipe-parts';

const OUTCOME = /^(?:not )?ok \d+ (\S+)(?: # (TIMEOUT\b.*))?/;
/** What the guest says once in a second of a test. */
const ALIVE = '# hmm-probe-alive';
const PLAN = /^1\.\.\d+/;

/** Where a boot is in its recipe, read off its KTAP. */
export class BootProgress {
  /** Every case was reported. */
  whole = false;
  /** The guest did not begin: the recipe is none, or the module is not there. */
  refused = false;
  /** There was a case that the guest could not end, so that it gave up itself. */
  gaveUp = false;
  /** The tests that did not end in time. */
  readonly late: string[] = [];
  private last: string | undefined;
  private planned = false;

  /** @returns whether the line only says that the guest works. */
  take(line: string): 'alive' | 'told' {
    if (line === ALIVE) return 'alive';
    const [, reported, late] = OUTCOME.exec(line) ?? [];
    if (reported !== undefined) {
      this.last = reported;
      if (late !== undefined) this.late.push(reported);
      this.gaveUp ||= late?.includes('it cannot be ended') ?? false;
    }
    this.planned ||= PLAN.test(line);
    this.refused ||= line.startsWith('Bail out!');
    this.whole ||= line.startsWith('# hmm-probe-end ');
    return 'told';
  }

  /** A test was reported. */
  get reported(): boolean {
    return this.last !== undefined;
  }

  /** The guest came as far as its recipe: kernel, module and program work. */
  get began(): boolean {
    return this.planned || this.last !== undefined;
  }

  /** The place of the first case that was not reported. */
  next(parts: RecipeParts): number {
    return parts.cases.findIndex(({ id }) => id === this.last) + 1;
  }

  /** The module's own tests come first, and are not done. */
  inSelftest({ head }: RecipeParts): boolean {
    return hasSelftest(head) && (this.last?.startsWith('selftest/') ?? true);
  }
}

/** Whether the module's own tests are asked for before the first case. */
function hasSelftest(head: string): boolean {
  return /^[ \t]*selftest\b/m.test(head);
}
