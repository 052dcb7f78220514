// SPDX-License-Identifier: GPL-2.0-or-later
import { plantedFaults } from './faults';
import { loopsOfDrivers } from './loops';
import { minimalScenarios } from './minimal';
import { narrowScenarios, randomScenarios } from './random';
import { partOfScope } from './scope';
import type { Stage } from './stage';
import { fewVectors } from './vectors';

/** The stages by name; the report says by them what sees a mutant. */
export const STAGES = {
  'golden vectors': fewVectors,
  'minimal scenarios': minimalScenarios,
  'planted faults': plantedFaults,
  'part of scope 1': partOfScope,
  'random scenarios': randomScenarios,
  '32 bits per long': narrowScenarios,
  'loops of drivers': loopsOfDrivers,
} as const satisfies Readonly<Record<string, Stage>>;
/** A stage that judges by scenarios. */
export type ScenarioStage = keyof typeof STAGES;
