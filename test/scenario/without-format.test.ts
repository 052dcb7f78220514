// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import {
  compareScenario,
  explainScenario,
  explanationText,
  hasFormat,
  minimalScenario,
  parseScenario,
  runScenario,
  type ScenarioDocument,
  writeScenario,
} from '../../api';

const WITH = minimalScenario('hugetlb-none-valid');
const { legacy: _, ...WITHOUT }: ScenarioDocument = WITH;

const REFUSAL =
  'scenario: legacy: expected a legacy format, as v5.7 and legacy run with one (modern sides run ' +
  'without), got nothing';

describe('a scenario without a customizable format', () => {
  it('is a document, and is written as it was read', () => {
    expect(parseScenario(WITHOUT)).toEqual(WITHOUT);
    expect(writeScenario(WITHOUT)).toBe(JSON.stringify(WITHOUT));
    expect(writeScenario(WITH)).toBe(JSON.stringify(WITH));
    expect([hasFormat(WITH), hasFormat(WITHOUT)]).toEqual([true, false]);
  });

  it('has the same results on the sides with the fixed format', () => {
    const sides = ['modern', 'modern-32', 'modern-6.1', 'modern-6.12'] as const;
    expect(runScenario(WITHOUT, sides)).toEqual(runScenario(WITH, sides));
    expect(compareScenario(WITHOUT, { sides })).toEqual(compareScenario(WITH, { sides }));
  });

  it('is explained without one', () => {
    const explanation = explainScenario(WITHOUT, { sides: ['modern', 'modern-6.12'] });
    expect(explanation.format).toBeUndefined();
    expect(explanationText(explanation)).not.toContain('Customizable format');
  });

  it('is refused by name for the sides with a customizable one', () => {
    // What the compiler refuses, for those who have none.
    const call = (made: (...given: never[]) => unknown, ...more: unknown[]): (() => unknown) => {
      return () => Reflect.apply(made, undefined, [WITHOUT, ...more]);
    };
    expect(call(runScenario)).toThrow(REFUSAL);
    expect(call(compareScenario)).toThrow(REFUSAL);
    expect(call(runScenario, ['legacy', 'modern'])).toThrow('as legacy runs with one');
    expect(call(explainScenario)).toThrow(
      'legacy: expected a legacy format, as v5.7 and legacy run',
    );
  });

  it('cannot be run by mistake', () => {
    // @ts-expect-error the default sides need a format
    expect(() => runScenario(WITHOUT)).toThrow(REFUSAL);
    // @ts-expect-error legacy needs a format
    expect(() => compareScenario(WITHOUT, { sides: ['legacy', 'modern'] })).toThrow(
      'as legacy runs',
    );
  });
});
