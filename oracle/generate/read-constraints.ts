// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { isModern } from '../run/side-names';
import { firstProblem } from '../scenario/explain';
import { type Place, refuse } from '../scenario/input-error';
import { ASKS } from '../scenario/requests';
import { CLOSED, oneOf } from '../scenario/schema-entries';
import { pfnLimitOf, SIDE_NAMES } from '../scenario/sides';
import { ANYTHING, type Choices, choicesOf, NO_LIMITS } from './choices';
import type { ConstraintsWithoutFormat, ScenarioConstraints } from './constraints';
import { ENTRY_NAMES } from './entry-names';
import { choicesFor } from './generate';
import type { Limits } from './limits';
import { drawsNewerEntries, type Profile } from './profiles';
import { readFormatChoice } from './read-format-choice';
import { VMA_FLAGS_MASK, VmaBlockFlag } from './vma-blocks';
import { SMALL_PAGES_LIMIT } from './window';

/** The most pages that a range may be asked to have: what is held to the contract has no more. */
const PAGES_LIMIT = 2 ** 16;
/** The most events: more than this no call sees. */
const EVENTS_LIMIT = 64;

const pages = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: PAGES_LIMIT,
    description: `an integer from 0 to ${PAGES_LIMIT}`,
  }),
);
const flag = Type.Optional(Type.Boolean({ description: 'true or false' }));

function listOf(names: readonly string[], minItems: 0 | 1) {
  const some = minItems === 0 ? 'a list' : 'a list that is not empty';
  return Type.Optional(
    Type.Array(oneOf(...names), { minItems, description: `${some}, of ${names.join(' ')}` }),
  );
}

const SYMBOLS = ['.', 'r', 'w', 'x'] as const;

const ConstraintsSchema = Type.Object(
  {
    minPages: pages,
    maxPages: pages,
    entries: listOf(ENTRY_NAMES, 0),
    events: flag,
    maxEvents: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: EVENTS_LIMIT,
        description: `an integer from 0 to ${EVENTS_LIMIT}`,
      }),
    ),
    faultErrors: flag,
    vmaFlags: listOf(Object.keys(VmaBlockFlag), 0),
    backings: listOf(['anon', 'file', 'hugetlb'], 0),
    requests: listOf(SYMBOLS, 1),
    defaults: listOf(SYMBOLS, 1),
    masks: listOf([...SYMBOLS, '*'], 1),
    legacy: Type.Optional(Type.Unknown()),
    sides: listOf(SIDE_NAMES, 1),
  },
  { ...CLOSED, description: 'constraints of scenarios' },
);

/**
 * What scenarios with these constraints are drawn from.
 *
 * @param place how errors call the function that was given them.
 * @throws InputError for the first that is wrong, and for constraints that no scenario keeps.
 */
export function readConstraints(
  constraints: ScenarioConstraints | ConstraintsWithoutFormat,
  profile: Profile,
  place: Place,
): Choices {
  const problem = firstProblem(ConstraintsSchema, constraints);
  if (problem !== undefined) refuse(place, problem);
  checkPages(constraints, profile, place);
  checkEvents(constraints, place);
  checkSides(constraints, place);
  const { legacy } = constraints;
  const formats = legacy === undefined ? undefined : readFormatChoice(legacy, place);
  const limits = limitsOf(constraints, formats ?? NO_LIMITS.formats);
  const draw = formats === undefined ? ANYTHING.format : formats.draw;
  const choices = choicesOf(limits, draw, drawsNewerEntries(profile));
  return { ...choices, changes: choicesFor(profile).changes };
}

function limitsOf(
  constraints: ScenarioConstraints | ConstraintsWithoutFormat,
  formats: Limits['formats'],
): Limits {
  const { entries, events, backings, requests, defaults, masks, sides } = constraints;
  const maxEvents = constraints.maxEvents ?? NO_LIMITS.maxEvents;
  return {
    minPages: constraints.minPages ?? NO_LIMITS.minPages,
    maxPages: constraints.maxPages ?? NO_LIMITS.maxPages,
    entries: entries && new Set(entries),
    maxEvents: events === false ? 0 : maxEvents,
    faultErrors: constraints.faultErrors ?? NO_LIMITS.faultErrors,
    vmaFlags:
      constraints.vmaFlags?.reduce((bits, name) => bits | VmaBlockFlag[name], 0) ?? VMA_FLAGS_MASK,
    backings: backings === undefined ? NO_LIMITS.backings : new Set(backings),
    requests: asksOf(requests) ?? NO_LIMITS.requests,
    defaults: asksOf(defaults) ?? NO_LIMITS.defaults,
    masks: asksOf(masks) ?? NO_LIMITS.masks,
    pfns: pfnLimitOf(sides ?? []),
    formats,
  };
}

function asksOf(symbols: ScenarioConstraints['masks']): Limits['masks'] | undefined {
  return symbols && new Set(symbols.map((symbol) => ASKS[symbol]));
}

function checkPages(
  { minPages = 0, maxPages = PAGES_LIMIT }: Pick<ScenarioConstraints, 'minPages' | 'maxPages'>,
  profile: Profile,
  place: Place,
): void {
  if (minPages > maxPages) {
    const expected = `at most maxPages, ${maxPages}`;
    refuse(place, { field: 'minPages', expected, got: minPages });
  }
  if (profile === 'small' && minPages > SMALL_PAGES_LIMIT) {
    const expected = `at most ${SMALL_PAGES_LIMIT}, the most pages of the profile small`;
    refuse(place, { field: 'minPages', expected, got: minPages });
  }
}

function checkEvents(
  { events, maxEvents }: Pick<ScenarioConstraints, 'events' | 'maxEvents'>,
  place: Place,
): void {
  if (events !== false || maxEvents === undefined || maxEvents === 0) return;
  refuse(place, { field: 'maxEvents', expected: '0, as events is false', got: maxEvents });
}

function checkSides(
  { legacy, sides = [] }: ScenarioConstraints | ConstraintsWithoutFormat,
  place: Place,
): void {
  const needing = sides.find((side) => !isModern(side));
  if (legacy !== false || needing === undefined) return;
  const expected = `a format, with which ${needing} runs`;
  refuse(place, { field: 'legacy', expected, got: legacy });
}
