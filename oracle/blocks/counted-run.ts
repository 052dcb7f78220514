// SPDX-License-Identifier: GPL-2.0-or-later
import { lazy } from '../package/lazy';
import type { NoRoomCount } from '../run/no-room-count';
import type { RunScenario } from '../run/run-corpus';

/** What only some runs ask for. */
const noting = lazy((): typeof import('../simplifications/watch') =>
  require('../simplifications/watch'),
);

/** How `run` runs a scenario: with notes, if they are asked for, and counting what has no room. */
export function countedRun(notes: boolean, noRoom: NoRoomCount): RunScenario {
  return (runner, scenario) => {
    const noted = notes ? noting().runWithNotes(runner, scenario) : undefined;
    if (!notes) runner.run(scenario);
    noRoom.look(runner);
    return noted;
  };
}
