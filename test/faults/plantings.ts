// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Judgement } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { makeSide } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { ModelName } from '../../oracle/run/side-names';
import type { CommonFault } from './common-mode/common-fault';
import { COMMON_FAULTS } from './common-mode/registry';
import { CONTRACT_FAULTS } from './contract';
import { faultyMaker, type PlantedFault } from './graph';
import { EXACT_COUNT_FAULTS } from './known/counts';
import { KNOWN_PLACE_FAULTS } from './known/registry';
import { LATER_FAULTS } from './later';
import { LEGACY_FAULTS } from './legacy';
import { MM_FAULTS, WALK_FAULTS } from './mm';
import { MODERN_FAULTS } from './modern';
import type { Among } from './sources';
import { UNCLEARED_FAULTS } from './uncleared';
import { COUNT_FAULTS } from './v5.7';

/** What has to see a planted fault: `comparison` alone, or with the contract. */
export type SeenBy = 'comparison' | 'comparison and contract';

/** A planted fault, the sides that have it, and the sides that are judged to see it. */
export interface Planting {
  readonly name: string;
  /** The fault of each side that has one. */
  readonly faults: Readonly<Partial<Record<ModelName, PlantedFault>>>;
  readonly sides: readonly ModelName[];
  readonly among: Among;
  readonly seenBy: SeenBy;
  /** What must be found in some scenario: sides that differ anew, a promise that is broken anew, or a side's own fault. */
  readonly names?: string;
}

/** All planted faults that scenarios show. */
export const PLANTINGS: readonly Planting[] = [
  ...MODERN_FAULTS.map((fault) => planting(fault, 'modern', ['legacy', 'modern'])),
  ...[...LEGACY_FAULTS, ...MM_FAULTS, ...WALK_FAULTS].map((fault) =>
    planting(fault, 'legacy', ['legacy', 'modern']),
  ),
  ...LATER_FAULTS.map((fault) => planting(fault, 'modern-6.1', ['modern', 'modern-6.1'])),
  ...CONTRACT_FAULTS.map(({ fault, side }) => planting(fault, side, [side])),
  // A count is found wrong by the contract, on v5.7 alone, and so among the sides of each default run.
  ...[...COUNT_FAULTS, ...EXACT_COUNT_FAULTS].flatMap((fault) =>
    [['v5.7'] as const, ['v5.7', 'legacy', 'modern'] as const].map((sides) => ({
      ...planting(fault, 'v5.7', sides),
      names: 'count-covers',
    })),
  ),
  ...Object.values(KNOWN_PLACE_FAULTS)
    .flat()
    .map(
      (fault): Planting => ({
        ...planting(fault, fault.wrongSide, fault.sides),
        among: fault.among,
        seenBy: 'comparison',
        names: fault.sides.join('/'),
      }),
    ),
  ...COMMON_FAULTS.map(commonPlanting),
  ...UNCLEARED_FAULTS.map(
    (fault): Planting => ({
      ...planting(fault, fault.wrongSide, fault.sides),
      among: 'uncleared arrays',
      names: fault.names,
    }),
  ),
];

function planting(fault: PlantedFault, faulty: ModelName, sides: readonly ModelName[]): Planting {
  return {
    name: fault.name,
    faults: { [faulty]: fault },
    sides,
    among: 'anything',
    seenBy: 'comparison and contract',
  };
}

/** The default sides, all with the mistake; a later kernel for what only later kernels have. */
function commonPlanting({ name, modern, legacy, clause }: CommonFault): Planting {
  const faults =
    legacy === undefined ? { 'modern-6.1': modern } : { 'v5.7': legacy, legacy, modern };
  return {
    name,
    faults,
    sides: legacy === undefined ? ['modern-6.1'] : ['v5.7', 'legacy', 'modern'],
    among: 'anything',
    seenBy: 'comparison and contract',
    names: clause,
  };
}

/** Whether what a planting names is found in a scenario; anything new, if it names nothing. */
export function isNamedBy({ names }: Planting, judgement: Judgement): boolean {
  if (names === undefined) return newCauses(judgement).length > 0;
  const { comparisons, breaches, faults } = judgement;
  return (
    breaches.some(({ clause, violation }) => violation === null && clause.id === names) ||
    faults.some(({ kind }) => kind === names) ||
    comparisons.some(
      ({ pair: { left, right }, verdict }) =>
        `${left.name}/${right.name}` === names &&
        verdict.kind === 'differ' &&
        verdict.findings.some(({ difference }) => difference === null),
    )
  );
}

/** Makes the sides of a planting, as often as is asked; the faulty sources are loaded once. */
export function sidesMaker({ faults, sides }: Planting): (space: AddressSpace) => Side[] {
  const makers = new Map<PlantedFault, ReturnType<typeof faultyMaker>>();
  const makerOf = (fault: PlantedFault): ReturnType<typeof faultyMaker> => {
    const maker = makers.get(fault) ?? faultyMaker(fault);
    makers.set(fault, maker);
    return maker;
  };
  return (space) =>
    sides.map((name) => {
      const fault = faults[name];
      return fault === undefined ? makeSide(name, space) : makerOf(fault)(name, space);
    });
}
