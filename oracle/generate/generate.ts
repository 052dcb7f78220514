// SPDX-License-Identifier: GPL-2.0-or-later
import type { FormattedScenario, Scenario } from '../scenario/scenario';
import { ANYTHING, type Choices } from './choices';
import { Draft } from './draft';
import { drawRequest } from './draw-request';
import { drawEvents, drawFaultErrors, overlay } from './interfere';
import { layOutVmas } from './lay-out-vmas';
import { populate } from './populate';
import type { Random } from './random';
import { chooseRange, SMALL_PAGES_LIMIT } from './window';

/**
 * How large the ranges are: `small` 1 to 16 pages, `huge` up to 2048, and rarely some 10,000, across
 * the borders of PMDs and PUDs, `mixed` mostly small.
 */
export const PROFILES = ['small', 'huge', 'mixed'] as const;
/** How large the ranges of random scenarios are. */
export type Profile = (typeof PROFILES)[number];

/** One in this many scenarios of the profile `mixed` is huge; it costs as much as many small ones. */
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
  choices: Choices = ANYTHING,
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
  idle = draft;
  return {
    id: 'generated',
    mm: { nextPfn, zeroPfn, vmas, entries, faultErrors, events, readEvents: [] },
    range,
    format: choices.format(random),
  };
}

function isHuge(random: Random, profile: Profile, { limits }: Choices): boolean {
  if (profile !== 'mixed') return profile === 'huge';
  return random.chance(1, HUGE_RARITY) || limits.minPages > SMALL_PAGES_LIMIT;
}
