// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { makeSide, type Side, type SideName } from '../../oracle/run/side';
import { CONTRACT_FAULTS } from './contract';
import { faultyMaker, type PlantedFault } from './graph';
import { LATER_FAULTS } from './later';
import { LEGACY_FAULTS } from './legacy';
import { MM_FAULTS, WALK_FAULTS } from './mm';
import { MODERN_FAULTS } from './modern';

/** A planted fault, the side that has it, and the sides that are judged to see it. */
export interface Planting {
  readonly fault: PlantedFault;
  readonly faulty: SideName;
  readonly sides: readonly SideName[];
}

/** All planted faults that random scenarios show. */
export const PLANTINGS: readonly Planting[] = [
  ...MODERN_FAULTS.map((fault) => planting(fault, 'modern', ['legacy', 'modern'])),
  ...[...LEGACY_FAULTS, ...MM_FAULTS, ...WALK_FAULTS].map((fault) =>
    planting(fault, 'legacy', ['legacy', 'modern']),
  ),
  ...LATER_FAULTS.map((fault) => planting(fault, 'modern-6.1', ['modern', 'modern-6.1'])),
  ...CONTRACT_FAULTS.map(({ fault, side }) => planting(fault, side, [side])),
];

function planting(fault: PlantedFault, faulty: SideName, sides: readonly SideName[]): Planting {
  return { fault, faulty, sides };
}

/** Makes the sides of a planting, as often as is asked; the faulty sources are loaded once. */
export function sidesMaker({ fault, faulty, sides }: Planting): (space: AddressSpace) => Side[] {
  const makeFaulty = faultyMaker(fault);
  return (space) =>
    sides.map((name) => (name === faulty ? makeFaulty(name, space) : makeSide(name, space)));
}
