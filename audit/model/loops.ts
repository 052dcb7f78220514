// SPDX-License-Identifier: GPL-2.0-or-later

import { enumerateLoop } from '../../drivers/attempts/enumerate';
import {
  comesFromDestroyedInput,
  describeFinding,
  isWrongByItself,
} from '../../drivers/attempts/finding';
import { renderReplay, renderSetup } from '../../drivers/attempts/render-replay';
import { replaySchedule } from '../../drivers/attempts/replay';
import { SCOPE, type ScopePart, windows } from '../../drivers/attempts/scope';
import type { AttemptCauseCount } from '../../drivers/attempts/tally';
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import { whatIfs } from './what-if';

/** What a loop can come to under some schedule of other threads, in one version or in both. */
export interface LoopCause {
  /** As `hmm-pfn attempts` names it, without the driver. */
  readonly id: string;
  readonly text: string;
  /** Schedules that show it. */
  readonly before: number;
  readonly after: number;
  readonly fromDestroyedInput: boolean;
  /** Only one version has it, and with the other’s requests both or none would. */
  readonly becauseOfRequests: boolean;
  /** The smallest schedule, step by step. */
  readonly steps: readonly string[];
}

/** A loop cause, and whether no loop should show it, whatever the other version does. */
export interface JudgedLoopCause extends LoopCause {
  readonly wrongByItself: boolean;
}

/** A loop cause that is understood. */
export interface KnownLoopCause {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly effect: string;
  is(cause: LoopCause): boolean;
}

/** What the loops of both versions came to. */
export interface LoopComparison {
  readonly scope: string;
  readonly schedules: { readonly before: number; readonly after: number };
  readonly causes: readonly JudgedLoopCause[];
}

/** One page in every state, under every schedule of up to two actions. */
const ONE_PAGE = SCOPE[0];

/**
 * Runs both loops under every schedule of other threads over the windows that each makes up. A version that makes
 * up none leaves nothing to compare with.
 */
export function compareLoops(pair: DriverPair): LoopComparison {
  const { before, after } = pair;
  if (ONE_PAGE === undefined) throw new RangeError('"SCOPE" expected a part of one page, got none');
  const part: ScopePart = {
    ...ONE_PAGE,
    windows: (driver) => windows(driver, 1).filter((window) => driver.builds(window)),
  };
  const left = enumerated(before, part);
  const right = enumerated(after, part);
  const isCompared = left.schedules > 0 && right.schedules > 0;
  const names = [...new Set([...left.causes.keys(), ...right.causes.keys()])].sort();
  // What the new loop would come to with the old requests matters only if one has what the other
  // has not.
  const differ = names.some((name) => left.causes.has(name) !== right.causes.has(name));
  const asking = whatIfs(pair).find(({ id }) => id === 'policy')?.after ?? after;
  const alike = differ ? enumerated(asking, part) : right;
  return {
    scope: part.title,
    schedules: { before: left.schedules, after: right.schedules },
    causes: names.flatMap((name) => {
      const cause = right.causes.get(name) ?? left.causes.get(name);
      if (cause === undefined) return [];
      // Beside a version that runs no loop, only what is wrong in any loop of today can be said.
      if (!isCompared && !(right.causes.has(name) && isWrongByItself(cause.finding))) return [];
      const has = { before: left.causes.has(name), after: right.causes.has(name) };
      const { finding } = cause;
      return [
        {
          id: name,
          text: describeFinding(finding),
          before: left.causes.get(name)?.schedules ?? 0,
          after: right.causes.get(name)?.schedules ?? 0,
          fromDestroyedInput: comesFromDestroyedInput(finding),
          wrongByItself: isWrongByItself(finding),
          becauseOfRequests: has.before !== has.after && alike.causes.has(name) === has.before,
          steps: stepsOf(has.after ? after : before, cause),
        },
      ];
    }),
  };
}

function enumerated(
  version: DriverVersion,
  part: ScopePart,
): { readonly schedules: number; readonly causes: ReadonlyMap<string, AttemptCauseCount> } {
  const tally = enumerateLoop(version, [part]);
  return { schedules: tally.schedules, causes: byName(version, tally.causes()) };
}

function byName(
  version: DriverVersion,
  causes: readonly AttemptCauseCount[],
): ReadonlyMap<string, AttemptCauseCount> {
  return new Map(causes.map((cause) => [cause.id.slice(version.id.length + 1), cause]));
}

function stepsOf(version: DriverVersion, { minimal }: AttemptCauseCount): readonly string[] {
  const { setup, schedule } = minimal;
  return [renderSetup(setup), ...renderReplay(replaySchedule(version, setup, schedule))];
}
