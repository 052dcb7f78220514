// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { LegacyFormat } from '../../legacy/format';
import type { Scenario } from '../scenario/scenario';
import { type Choices, NO_LIMITS } from './choices';
import { choicesFor, generateScenario } from './generate';
import { honours, type Limits } from './limits';
import type { Profile } from './profiles';
import { Random } from './random';
import { simpler } from './simplify';

/** What the two arbitraries share: how a scenario shrinks, which depends on nothing but itself. */
abstract class ShrinkingScenarios extends fc.Arbitrary<Scenario> {
  constructor(private readonly limits: Limits) {
    super();
  }

  override canShrinkWithoutContext(value: unknown): value is Scenario {
    return isScenario(value) && honours(value, this.limits);
  }

  override shrink(value: Scenario): fc.Stream<fc.Value<Scenario>> {
    return fc.stream(simplerValues(value, this.limits));
  }
}

class ScenarioArbitrary extends ShrinkingScenarios {
  private readonly random = new Random(0, 0);

  constructor(
    private readonly profile: Profile,
    private readonly choices: Choices,
  ) {
    super(choices.limits);
  }

  /** fast-check's numbers are costly: two of them seed a generator of our own. */
  override generate(mrng: fc.Random): fc.Value<Scenario> {
    this.random.restart(mrng.nextInt() >>> 0, mrng.nextInt() >>> 0);
    return new fc.Value(generateScenario(this.random, this.profile, this.choices), undefined);
  }
}

class StartingScenario extends ShrinkingScenarios {
  constructor(private readonly scenario: Scenario) {
    super(NO_LIMITS);
  }

  override generate(): fc.Value<Scenario> {
    return new fc.Value(this.scenario, undefined);
  }
}

/** Random scenarios of a profile; they shrink by {@link simpler}, as far as their limits let them. */
export function scenarioArbitrary(
  profile: Profile,
  choices: Choices = choicesFor(profile),
): fc.Arbitrary<Scenario> {
  return new ScenarioArbitrary(profile, choices);
}

/** One scenario, again and again: where the shrinking of a scenario that was found begins. */
export function startingAt(scenario: Scenario): fc.Arbitrary<Scenario> {
  return new StartingScenario(scenario);
}

function* simplerValues(scenario: Scenario, limits: Limits): IterableIterator<fc.Value<Scenario>> {
  for (const candidate of simpler(scenario)) {
    if (honours(candidate, limits)) yield new fc.Value(candidate, undefined);
  }
}

/** Whether a value has the parts of a scenario; their content is not looked at. */
function isScenario(value: unknown): value is Scenario {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'mm' in value && 'range' in value && 'format' in value)) return false;
  const { id, mm, range, format } = value;
  return (
    typeof id === 'string' &&
    typeof mm === 'object' &&
    mm !== null &&
    'entries' in mm &&
    'events' in mm &&
    typeof range === 'object' &&
    range !== null &&
    'asks' in range &&
    range.asks instanceof Uint8Array &&
    (format === undefined || format instanceof LegacyFormat)
  );
}
