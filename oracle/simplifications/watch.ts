// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace, SlotImage } from '../../mm/address-space';
import { findVma } from '../../mm/image';
import type { Observer } from '../../mm/observer';
import { type Address, pagesBetween } from '../../mm/units';
import type { WalkOperations } from '../../mm/walk';
import type { Runner } from '../run/runner';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import { slotAt } from '../scenario/slots';
import { SIMPLIFICATIONS, type SimplificationId } from './registry';
import type { DecidedFault } from './simplification';

/** Neighbouring pages of the range. */
export interface NoteSpan {
  readonly first: number;
  readonly pages: number;
}

/** A span that is still growing. */
type GrowingSpan = { -readonly [Key in keyof NoteSpan]: NoteSpan[Key] };

/** Notes that the results of a scenario come from a rule which is simpler than a kernel. */
export interface Note {
  readonly id: SimplificationId;
  readonly rules: readonly number[];
  readonly title: string;
  /** What the model does. */
  readonly model: string;
  /** What a kernel does instead. */
  readonly kernel: string;
  /** Which releases do so. */
  readonly since: string;
  /** The sides whose run met it. */
  readonly sides: readonly SideName[];
  /** The pages of the range whose fault met it, on any of them. */
  readonly pages: readonly NoteSpan[];
}

/** Collects which simplifications the page faults of a scenario's runs meet. */
class NoteTaker {
  private readonly met = new Map<
    SimplificationId,
    { sides: Set<SideName>; spans: GrowingSpan[] }
  >();

  constructor(private readonly scenario: Scenario) {}

  /** Looks at a page fault of a side's run. */
  see(side: SideName, fault: DecidedFault): void {
    const { scenario } = this;
    const { vmas } = scenario.mm;
    const vma = vmas[findVma(vmas, fault.at)];
    if (vma === undefined) return;
    const page = pagesBetween(scenario.range.start, fault.at);
    for (const { id, meets } of SIMPLIFICATIONS) {
      if (meets === null || !meets(fault, { scenario, vma })) continue;
      const note = this.met.get(id) ?? { sides: new Set(), spans: [] };
      this.met.set(id, note);
      note.sides.add(side);
      const last = note.spans.at(-1);
      if (last !== undefined && last.first + last.pages === page) last.pages++;
      else note.spans.push({ first: page, pages: 1 });
    }
  }

  /** The notes, in the order of the list. */
  notes(): readonly Note[] {
    return SIMPLIFICATIONS.flatMap(({ id, rules, title, model, kernel, since }) => {
      const found = this.met.get(id);
      if (found === undefined) return [];
      const pages = joined(found.spans);
      return [{ id, rules, title, model, kernel, since, sides: [...found.sides], pages }];
    });
  }
}

/** Spans in ascending order; those that touch or overlap are one. */
function joined(spans: readonly NoteSpan[]): readonly NoteSpan[] {
  const found: GrowingSpan[] = [];
  for (const { first, pages } of [...spans].sort((one, other) => one.first - other.first)) {
    const last = found.at(-1);
    if (last === undefined || first > last.first + last.pages) found.push({ first, pages });
    else last.pages = Math.max(last.pages, first + pages - last.first);
  }
  return found;
}

/** Passes on the page faults of one run. */
class FaultWatch implements Observer {
  private call: { at: Address; write: boolean; before: SlotImage } | undefined;

  constructor(
    private readonly space: AddressSpace,
    private readonly decided: (fault: DecidedFault) => void,
  ) {}

  event(): void {}
  retryChecked(): void {}

  walk(_first: number, _stop: number, operations: WalkOperations): WalkOperations {
    return operations;
  }

  fault(at: Address, write: boolean): void {
    this.call = { at, write, before: slotAt(this.space.table, at) };
  }

  faultDecided(rule: number): void {
    if (this.call !== undefined) this.decided({ ...this.call, rule });
  }
}

/**
 * Runs a scenario on each side of a runner, as `Runner.run` does, and finds out which
 * simplifications the page faults of these runs meet. The sides are left with their results.
 */
export function runWithNotes(runner: Runner, scenario: Scenario): readonly Note[] {
  const { space, sides } = runner;
  const taker = new NoteTaker(scenario);
  let running = 0;
  space.observer = new FaultWatch(space, (fault) => {
    const side = sides[running];
    if (side !== undefined) taker.see(side.name, fault);
  });
  try {
    runner.run(scenario, () => {
      running++;
    });
  } finally {
    space.observer = null;
  }
  return taker.notes();
}
