// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { EBUSY } from '../../mm/errno';
import { compare } from '../../oracle/compare/compare';
import { originName } from '../../oracle/compare/origin';
import { makeSide } from '../../oracle/run/runner';
import type { Scenario } from '../../oracle/scenario/scenario';

const space = new AddressSpace();
const left = makeSide('legacy', space);
const right = makeSide('modern', space);

/** Whether the sides differ on a page that was filled from this, with nouveau's flags at least. */
export function differsOn(origin: string): (scenario: Scenario) => boolean {
  return (scenario) => {
    run(scenario);
    return compare({ scenario, left, right }).some(
      (found) =>
        found.aspect === 'page' &&
        originName(left.record.origins[found.page] ?? 0, scenario.range.owner) === origin,
    );
  };
}

/** Whether the call ends busy although no event invalidates the range. */
export function isBusyAlone(scenario: Scenario): boolean {
  run(scenario);
  return left.record.ret === EBUSY && scenario.mm.events.every(({ invalidate }) => !invalidate);
}

/** Whether an event of the third walk happens, and changes something. */
export function meetsLateEvent(scenario: Scenario): boolean {
  run(scenario);
  return (
    left.record.walks >= 3 &&
    scenario.mm.events.some(({ beforeWalk, entries }) => beforeWalk === 3 && entries.length > 0)
  );
}

function run(scenario: Scenario): void {
  space.load(scenario.mm);
  left.run(scenario);
  left.decode();
  space.rewind();
  right.run(scenario);
  right.decode();
}
