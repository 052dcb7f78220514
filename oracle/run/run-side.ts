// SPDX-License-Identifier: GPL-2.0-or-later
import { Interrupted } from '../child/interrupted';
import type { Scenario } from '../scenario/scenario';
import type { Side } from './side';
import { SideFailure } from './side-failure';

/**
 * Runs a scenario on a side and reads its output. Whatever the side throws is kept in
 * `side.failure`; then its record is that of a call that never began.
 *
 * @param decodes whether to read the output: who only looks at the return code need not.
 */
export function runSide(side: Side, scenario: Scenario, decodes = true): void {
  side.failure = undefined;
  try {
    side.run(scenario);
    if (decodes) side.decode();
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    fail(side, scenario, error);
  }
}

/** Reads the output of a run of this scenario that did not; what the side throws is kept as there. */
export function decodeSide(side: Side, scenario: Scenario): void {
  if (side.failure !== undefined) return;
  try {
    side.decode();
  } catch (error) {
    fail(side, scenario, error);
  }
}

function fail(side: Side, { range }: Scenario, error: unknown): void {
  side.failure = new SideFailure(side.name, error);
  side.record.begin(range.start, range.asks.length);
}

/**
 * Reads the output of a run that did not, for an experiment.
 * @throws SideFailure if the side threw.
 */
export function decodeOrThrow(side: Side): void {
  try {
    side.decode();
  } catch (error) {
    throw new SideFailure(side.name, error);
  }
}

/**
 * As {@link runSide}, for an experiment, which has no result then.
 * @throws SideFailure if the side threw.
 */
export function runOrThrow(side: Side, scenario: Scenario, decodes = true): void {
  runSide(side, scenario, decodes);
  if (side.failure !== undefined) throw side.failure;
}
