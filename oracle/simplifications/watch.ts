// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace, SlotImage } from '../../mm/address-space';
import type { Observer } from '../../mm/observer';
import type { Address } from '../../mm/units';
import type { WalkOperations } from '../../mm/walk';
import type { Runner } from '../run/runner';
import { slotAt } from '../run/slots';
import type { Scenario } from '../scenario/scenario';
import { type Note, NoteTaker } from './notes';
import type { DecidedFault } from './simplification';

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
