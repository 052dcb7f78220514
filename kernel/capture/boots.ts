// SPDX-License-Identifier: GPL-2.0-or-later
import type { BootReport } from './schema';

/** A test that did not end in time. */
export interface LateTest {
  /** What was said of it last. */
  readonly reason: string;
  /** How often it was tried. */
  readonly times: number;
}

/** What the boots of a run say of it. */
interface BootsTold {
  readonly boots: readonly BootReport[];
  /** Tests that never ended in time, by name. */
  readonly late: ReadonlyMap<string, LateTest>;
  readonly notes: readonly string[];
  readonly undecided: string[];
  readonly problems: readonly string[];
}

/** Puts together what several boots of one run said: who was late, was tried again, and ended. */
export class BootsReader {
  private readonly boots: BootReport[] = [];
  private readonly lateTests = new Map<string, LateTest>();
  private readonly notes: string[] = [];
  private readonly undecided: string[] = [];
  private readonly problems: string[] = [];
  /** This boot came as far as its recipe; a test of it cannot be ended. */
  private hasBegun = false;
  private gaveUp = false;
  private sawModule = false;
  private everBegan = false;

  /** The boot came as far as its plan. */
  began(): void {
    this.hasBegun = true;
    this.everBegan = true;
  }

  /** One of the module's own tests was reported. */
  ofModule(): void {
    this.sawModule = true;
  }

  late(name: string, reason: string): void {
    this.gaveUp ||= reason.includes('it cannot be ended');
    const times = (this.lateTests.get(name)?.times ?? 0) + 1;
    this.lateTests.set(name, { reason, times });
  }

  /** A test came to its end, whatever that is: what it was late before is forgiven. */
  ended(name: string): void {
    const before = this.lateTests.get(name);
    if (before === undefined) return;
    this.lateTests.delete(name);
    this.notes.push(
      `${name} did not end in time at first (${before.reason}); run again alone it did, and that counts`,
    );
  }

  take(boot: BootReport): void {
    const { end, culprit, whole, purpose } = boot;
    this.boots.push(boot);
    if (culprit !== undefined && end === 'hang') this.late(culprit, bootEndText(boot));
    if (whole && this.sawModule) this.ended('selftest');
    const text = `boot ${boot.boot} (${PURPOSES[purpose]}): ${bootEndText(boot)}`;
    if (end === 'panic' && this.hasBegun) {
      this.problems.push(culprit === undefined ? text : `${text}, in ${culprit}`);
    } else if (end !== 'powered off') {
      this.notes.push(text);
    } else if (!whole && !this.hasBegun) {
      this.notes.push(`${text} before it reported anything`);
    } else if (!whole && !this.gaveUp) {
      this.problems.push(`${text} before its last case, and did not say why`);
    }
    this.hasBegun = false;
    this.gaveUp = false;
    this.sawModule = false;
  }

  done(): BootsTold {
    const { boots, lateTests: late, notes, undecided, problems } = this;
    const last = boots.at(-1);
    if (last !== undefined && !this.everBegan) {
      undecided.push(`no boot came as far as its first test; the last one: ${bootEndText(last)}`);
    }
    return { boots, late, notes, undecided, problems };
  }
}

const PURPOSES = {
  all: 'everything',
  rest: 'the rest',
  again: 'once more',
  alone: 'one alone',
} as const satisfies Readonly<Record<BootReport['purpose'], string>>;

/** How a boot ended, in words. */
export function bootEndText({ end, message }: BootReport): string {
  switch (end) {
    case 'powered off':
      return 'the guest turned itself off';
    case 'panic':
      return `the kernel panicked: ${message}`;
    case 'failed':
      return message ?? 'the emulator failed';
    case 'hang':
      return `the guest fell silent, ${message}`;
    case 'time limit':
      return `the boot took longer than it may, ${message}`;
    case 'starved':
      return `this machine gave the guest too little time, ${message}`;
    case 'interrupted':
      return 'it was interrupted';
  }
}
