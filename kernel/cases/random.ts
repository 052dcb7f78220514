// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMON_SHAPES } from '../../oracle/generate/choices';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { impossible, planScenario } from '../plan/plan';
import { type LiveCase, liveCase } from './live-case';

/**
 * Random cases: scenarios of the project's own generator, those that a process can bring about at
 * all, as nearly as it can. A case is named after its seed and its number, which make it again.
 */
export function randomCases(seed: number, count: number): readonly LiveCase[] {
  const cases: LiveCase[] = [];
  for (let index = 0; cases.length < count; index++) {
    const found = randomCase(seed, index);
    if (found !== undefined) cases.push(found);
  }
  return cases;
}

const NAME = /^random-(\d+)-(\d+)$/;

/** The seed and the number in the name of a random case; undefined for the name of another. */
export function randomNumbers(name: string): readonly number[] | undefined {
  return NAME.exec(name)?.slice(1).map(Number);
}

/** The case of one number; undefined if it cannot be brought about. */
export function randomCase(seed: number, index: number): LiveCase | undefined {
  const scenario = generateScenario(new Random(seed, index), 'mixed', COMMON_SHAPES);
  if (impossible(scenario) !== undefined) return undefined;
  const { recipe } = planScenario({ ...scenario, id: `random-${seed}-${index}` });
  return liveCase(recipe);
}
