// SPDX-License-Identifier: GPL-2.0-or-later
import type { FormattedScenario, Scenario } from '../scenario/scenario';
import { withChanges } from './changes';
import { ANYTHING, type Choices, EVERYTHING } from './choices';
import { Draft } from './draft';
import { drawRequest, withUnclearedWords } from './draw-request';
import { drawEvents, drawFaultErrors, overlay } from './interfere';
import { layOutVmas } from './lay-out-vmas';
import { populate } from './populate';
import { drawsNewerEntries, type Profile } from './profiles';
import type { Random } from './random';
import { withUnlockedCall } from './unlocked';
import { chooseRange, SMALL_PAGES_LIMIT } from './window';

/** What scenarios of a profile are drawn from, where nothing else is said. */
export function choicesFor(profile: Profile): Choices {
  if (drawsNewerEntries(profile)) return EVERYTHING;
  return profile === 'unlocked' ? { ...ANYTHING, changes: true } : ANYTHING;
}

/** One in this many scenarios of `mixed` and `recent` is huge; it costs as much as many small ones. */
const HUGE_RARITY = 32;

/** A draft that no scenario is being made of: one that is made meanwhile gets a draft of its own. */
let idle: Draft | undefined;

/**
 * Makes a random scenario. It obeys every rule that the reader of documents checks, and depends on
 * nothing but the random numbers, the profile and what its parts may be drawn from.
 */
export function generateScenario(random: Random, profile: Profile): FormattedScenario;
export function generateScenario(random: Random, profile: Profile, choices: Choices): Scenario;
export function generateScenario(
  random: Random,
  profile: Profile,
  choices: Choices = choicesFor(profile),
): Scenario {
  const draft = idle ?? new Draft();
  idle = undefined;
  draft.begin(random, isHuge(random, profile, choices), choices);
  chooseRange(draft);
  layOutVmas(draft);
  populate(draft);
  overlay(draft);
  const events = drawEvents(draft);
  const faultErrors = drawFaultErrors(draft);
  const range = drawRequest(draft);
  const { nextPfn, zeroPfn, vmas, entries } = draft;
  const mm = { nextPfn, zeroPfn, vmas, entries, faultErrors, events, readEvents: [] };
  const format = choices.format(random);
  const scenario = { id: 'generated', mm, range, format };
  const called = profile === 'unlocked' ? withUnlockedCall(draft, scenario) : scenario;
  const changed = choices.changes ? asNewer(draft, called) : called;
  idle = draft;
  return changed;
}

/** With what only documents from version 2 on can say, besides entries. It is drawn last: the rest of a seed stays. */
function asNewer(draft: Draft, scenario: Scenario): Scenario {
  const changed = withChanges(draft, scenario);
  return { ...changed, range: withUnclearedWords(draft, changed.range) };
}

function isHuge(random: Random, profile: Profile, { limits }: Choices): boolean {
  if (profile === 'small' || profile === 'huge') return profile === 'huge';
  return random.chance(1, HUGE_RARITY) || limits.minPages > SMALL_PAGES_LIMIT;
}
