// SPDX-License-Identifier: GPL-2.0-or-later
import { CANARIES, canaryOf, checkCanary, verdictOfCanary } from '../oracle/check/canary';
import { interruptible } from '../oracle/child/ending-signals';
import type { Profile } from '../oracle/generate/profiles';
import type { SideName } from '../oracle/run/side-names';
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
  const canary = CANARIES.find((one) => one.name === name) ?? canaryOf(options.seed);
  const report = await interruptible((signal) => {
    const line = new ProgressLine(process.stderr);
    return checkCanary(options, canary, line.show, signal).finally(line.clear);
  });
  printText(`${canaryText(report, terminalStyle(process.stdout))}\n`);
  exitWith(verdictOfCanary(report));
}
