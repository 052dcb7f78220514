// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type Canary,
  canariesFor,
  canaryOf,
  checkCanary,
  verdictOfCanary,
} from '../oracle/check/canary';
import { interruptible } from '../oracle/child/ending-signals';
import type { Profile } from '../oracle/generate/profiles';
import { requireProfile } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { canaryText } from '../report/text/canary-text';
import { exitWith } from './exit-with';
import { seedOf } from './options';
import { printText } from './print';
import { ProgressLine, terminalStyle } from './terminal';

/** What `check --canary` is given. */
interface CanaryArguments {
  readonly sides: readonly SideName[];
  readonly profile: Profile;
  readonly runs: number;
  readonly seed?: number | 'auto';
  /** The name of one; true: the seed chooses. */
  readonly canary?: string | true;
}

/** `check --canary`: whether a planted mistake is detected. */
export async function runCanary(given: CanaryArguments): Promise<void> {
  const { sides, profile, runs, canary: name } = given;
  const options = { sides, profile, runs, seed: seedOf(given.seed) };
  requireProfile(profile, sides);
  const canary = chosenCanary(name, options.seed, canariesFor(sides));
  const report = await interruptible((signal) => {
    const line = new ProgressLine(process.stderr);
    return checkCanary(options, canary, line.show, signal).finally(line.clear);
  });
  printText(`${canaryText(report, terminalStyle(process.stdout))}\n`);
  exitWith(verdictOfCanary(report));
}

/** @throws ArgumentError for one that cannot be planted there. */
function chosenCanary(
  name: string | true | undefined,
  seed: number,
  plantable: readonly Canary[],
): Canary {
  if (name === true || name === undefined) return canaryOf(seed, plantable);
  const named = plantable.find((one) => one.name === name);
  if (named !== undefined) return named;
  const names = plantable.map((one) => one.name).join(', ');
  throw new ArgumentError(
    `"canary" expected one of ${names}, as a tree makes its own page faults, got ${name}`,
  );
}
