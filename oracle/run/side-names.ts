// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyRevision } from '../../legacy/format';
import {
  isBefore,
  type KernelVersion,
  MODERN_SIDES,
  type ModernName,
  type ModernRevision,
  revisionOf,
  UNLOCKED_CALL_SINCE,
} from '../../modern/revision';
import { layoutOf, type WordLayout } from '../../modern/word-layout';
import { ArgumentError } from '../scenario/argument-error';
import { MODERN_NAMES, type ModelName, SIDE_NAMES } from '../scenario/sides';

export { MODERN_SIDES, type ModernName } from '../../modern/revision';
export { MODERN_NAMES, type ModelName, SIDE_NAMES } from '../scenario/sides';

/** The name that a user gave to a side that is no model, as a kernel tree. */
export type GivenName = string & { readonly [givenName]: true };
declare const givenName: unique symbol;
/** The name of a side. */
export type SideName = ModelName | GivenName;
/** The name of a side with the fixed format. */
export type FixedFormatName = ModernName | GivenName;

/** What has to be known of a side that is no model, wherever sides are identified by their names. */
interface GivenSide {
  /** The model that it is nearest to. */
  readonly nearest: ModelName;
  /** What its kernel has of the changes since 5.8; undefined with the customizable format. */
  readonly revision: ModernRevision | undefined;
  /** Whether it has `hmm_range_fault_unlocked_timeout()`. */
  readonly unlockedCall: boolean;
  /** Which bits of its words mean what; of no meaning with the customizable format. */
  readonly layout: WordLayout;
  /** By which options a command line names it, each with its value. */
  readonly options: readonly (readonly [string, string])[];
}

/** What a side that is no model can be called. */
export const GIVEN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

const GIVEN = new Map<SideName, GivenSide>();

/**
 * Gives a side that is no model its name, for as long as the process runs.
 * @throws ArgumentError for a name that is taken, or cannot be one.
 */
export function giveName(name: string, side: GivenSide): GivenName {
  if (!GIVEN_NAME.test(name)) {
    const expected = 'up to 40 letters, digits, dots, dashes and underscores';
    throw new ArgumentError(`the name of a side: expected ${expected}, got ${name}`);
  }
  const taken = SIDE_NAMES.some((model) => model === name) || GIVEN.has(name as GivenName);
  if (taken) throw new ArgumentError(`the name of a side: ${name} is taken`);
  GIVEN.set(name as GivenName, side);
  return name as GivenName;
}

/** The options by which a command line names those of some sides that are no models, each once. */
export function optionsNaming(sides: readonly SideName[]): readonly (readonly [string, string])[] {
  const all = sides.flatMap((side) => GIVEN.get(side)?.options ?? []);
  return [...new Map(all.map((option) => [option.join(' '), option])).values()];
}

/** Takes a name back. */
export function forgetName(name: GivenName): void {
  GIVEN.delete(name);
}

/** The sides that are no models, in the order in which they were named. */
export function givenNames(): readonly GivenName[] {
  return [...GIVEN.keys()].filter((name): name is GivenName => !isModel(name));
}

/** Every side that there is: the models, older ones first, then those that are none. */
export function allSideNames(): readonly SideName[] {
  return [...SIDE_NAMES, ...givenNames()];
}

/** The model that a side is nearest to: itself, if it is one. */
export function nearestModel(side: SideName): ModelName {
  const given = GIVEN.get(side);
  if (given !== undefined) return given.nearest;
  if (isModel(side)) return side;
  throw new ArgumentError(`expected a side, got ${side}`);
}

/** Whether a side is one of the models. */
export function isModel(side: SideName): side is ModelName {
  return SIDE_NAMES.some((model) => model === side);
}

/** Whether a side has the fixed format. */
export function isModern(side: SideName): side is FixedFormatName {
  // Asked for every comparison: mostly there are only models.
  const given = GIVEN.size === 0 ? undefined : GIVEN.get(side);
  if (given !== undefined) return given.revision !== undefined;
  return side !== 'v5.7' && side !== 'legacy';
}

const REVISIONS = new Map<SideName, ModernRevision>(
  MODERN_NAMES.map((name) => [name, revisionOf(MODERN_SIDES[name].kernel)]),
);

/** Whether a side is of a kernel that has a change of later kernels. */
export function hasChange(side: SideName, change: keyof ModernRevision): boolean {
  const given = GIVEN.size === 0 ? undefined : GIVEN.get(side);
  return (given?.revision ?? REVISIONS.get(side))?.[change] ?? false;
}

/** Whether a side has `hmm_range_fault_unlocked_timeout()`. */
export function hasUnlockedCall(side: SideName): boolean {
  const given = GIVEN.size === 0 ? undefined : GIVEN.get(side);
  if (given !== undefined) return given.unlockedCall;
  const model = MODERN_NAMES.find((name) => name === side);
  return model !== undefined && !isBefore(MODERN_SIDES[model].kernel, UNLOCKED_CALL_SINCE);
}

/** Made once: the decision about each page that two sides report otherwise asks for one. */
const LAYOUTS = new Map<SideName, WordLayout>(
  MODERN_NAMES.map((name) => [name, layoutOf(MODERN_SIDES[name].kernel, MODERN_SIDES[name].bits)]),
);

/** Which bits of a side's words mean what. */
export function wordLayoutOf(side: FixedFormatName): WordLayout {
  const layout = GIVEN.get(side)?.layout ?? LAYOUTS.get(side);
  if (layout !== undefined) return layout;
  throw new ArgumentError(`expected a side with the fixed format, got ${side}`);
}

/**
 * How many bits of a pfn there is room for below the map order in a side's words; undefined where every pfn has
 * room, and where words tell no order: there what does not fit below the flags is no result.
 */
export function pfnRoomOf(side: SideName): number | undefined {
  if (!isModern(side)) return undefined;
  const { bits, orderShift } = wordLayoutOf(side);
  return bits === 64 ? undefined : orderShift;
}

/** Which kernel a side's words are laid out as in, as far as that is known. */
export function kernelOf(side: FixedFormatName): KernelVersion {
  const given = GIVEN.get(side);
  if (given === undefined) return MODERN_SIDES[modelOf(side)].kernel;
  return MODERN_SIDES[modelOf(given.nearest)].kernel;
}

/** By which of its revisions words of the customizable format are read. */
export function legacyRevisionOf(side: SideName): LegacyRevision {
  const name = GIVEN.get(side)?.nearest ?? side;
  return name === 'legacy' ? 'legacy' : 'v5.7';
}

function modelOf(side: SideName): ModernName {
  const model = MODERN_NAMES.find((name) => name === side);
  if (model !== undefined) return model;
  throw new ArgumentError(`expected a side with the fixed format, got ${side}`);
}

/** What a table by models' names has for a side; nothing for one that it does not name. */
export function forSide<Value>(
  table: { readonly [Name in ModelName]?: Value } | undefined,
  side: SideName,
): Value | undefined {
  return table !== undefined && isModel(side) ? table[side] : undefined;
}
