// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareScenario, parseScenario } from '../../api';
import { generateScenario, PROFILES, scenarioArbitrary } from '../../api/generate';

it('a seed and a number make the same scenario, whatever was made before', () => {
  const first = generateScenario(7, 3);
  generateScenario(8, 0);
  expect(generateScenario(7, 3)).toEqual(first);
  expect(first.id).toBe('7-3');
  expect(generateScenario(7, 4)).not.toEqual({ ...first, id: '7-4' });
});

it.each(PROFILES)('scenarios of the profile %s obey every rule', (profile) => {
  const obeys = fc.property(scenarioArbitrary(profile), (scenario) => {
    expect(parseScenario(scenario)).toEqual(scenario);
  });
  fc.assert(obeys, { seed: 1, numRuns: 100 });
});

it('shrinks to a simple address space, not to a short text', () => {
  const known = fc.property(scenarioArbitrary('small'), (scenario) => {
    const { pairs } = compareScenario(scenario, {
      contract: false,
      sides: ['legacy', 'modern'],
    });
    return pairs.every(({ verdict }) => verdict === 'equal');
  });
  const { counterexample } = fc.check(known, { seed: 1, numRuns: 1000 });
  const [scenario] = counterexample ?? [];
  expect(scenario?.mm.vmas).toHaveLength(1);
  expect(scenario?.mm.entries.length).toBeLessThanOrEqual(1);
  expect(scenario?.range.requests).toMatch(/^.$/);
});

it('shrinks a document that fast-check did not make', () => {
  const document = generateScenario(1, 1, 'small');
  const arbitrary = scenarioArbitrary('small');
  expect(arbitrary.canShrinkWithoutContext(document)).toBe(true);
  expect(arbitrary.canShrinkWithoutContext({ id: 'none' })).toBe(false);
});

it('refuses another profile, seed or number', () => {
  const tiny = ['tiny'];
  expect(() => Reflect.apply(scenarioArbitrary, undefined, tiny)).toThrow(
    '"profile" expected one of small huge mixed recent unlocked, got tiny',
  );
  expect(() => generateScenario(-1, 0)).toThrow('"seed" expected an integer from 0 to 2^53 - 1');
  expect(() => generateScenario(0, 0.5)).toThrow('"number" expected an integer');
});
