// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScenario, readVectors } from '../../api';
import { scenarioArbitrary } from '../../api/generate';
import { replayPath } from '../../oracle/check/replay';
import { pickScenario } from '../../oracle/explain/choose';

const fails = fc.property(scenarioArbitrary('small'), ({ mm }) => mm.entries.length < 2);
const found = fc.check(fails, { seed: -7 });
const [scenario] = found.counterexample ?? [];

/** What fast-check throws, for its user to paste. */
function reportOf(property: fc.IPropertyWithHooks<unknown>): string {
  try {
    fc.assert(property, { seed: -7 });
  } catch (error) {
    return String(error);
  }
  throw new Error('the property holds');
}

const REPORT = reportOf(fails);
const LINE = REPORT.split('\n').find((line) => line.startsWith('Counterexample')) ?? '';
const JSON_TEXT = LINE.replace('Counterexample: ', '');

describe('a counterexample of fast-check', () => {
  it.each([
    ['the array', JSON_TEXT],
    ['its line', LINE],
    ['its line, indented and terminated', `    ${LINE}\n`],
    ['its line and the next ones', REPORT.slice(REPORT.indexOf('Counterexample'))],
    ['all that fast-check printed', REPORT],
    ['all that fast-check printed, with a stack', `${REPORT}\n    at buildError (x.js:1:2)\n`],
    ['the array over several lines', JSON.stringify(found.counterexample, null, 2)],
    ['a scenario beside other values', JSON.stringify([7, scenario, 'x'])],
  ])('is read as the scenario: %s', async (_, text) => {
    expect(scenario).toBeDefined();
    expect(await readScenario([text])).toEqual(scenario);
    const { more } = await pickScenario(Readable.from([text]), {});
    expect(more).toBe(false);
    const vectors = [];
    for await (const vector of readVectors([text])) vectors.push(vector.scenario);
    expect(vectors).toEqual([scenario]);
  });

  it.each([
    ['two scenarios', JSON.stringify([scenario, scenario]), /got an array of 2/],
    ['none', '[7]', /got an array of 1/],
    [
      'a field that is wrong',
      JSON.stringify([{ ...scenario, id: 7 }]),
      /:1: id: expected a string/,
    ],
    [
      'a report without it',
      'Property failed after 1 tests\n{ seed: 1, path: "0" }\n',
      /:1: expected a line "Counterexample: \[\{…\}\]" in the report of fast-check .*, got none/,
    ],
    ['a line that was cut', LINE.slice(0, 200), /:1: expected/],
  ])('is refused: %s', async (_, text, message) => {
    await expect(readScenario([text])).rejects.toThrow(message);
  });

  it('leaves documents after a report where they are', async () => {
    const text = `${REPORT}\n${JSON.stringify({ ...scenario, id: 'behind' })}\n`;
    expect((await readScenario([text], { id: 'behind' })).id).toBe('behind');
  });
});

describe('seed and path of fast-check', () => {
  const path = found.counterexamplePath ?? '';

  it('lead to its counterexample', () => {
    expect(path).toMatch(/^\d+(?::\d+)+$/);
    const replayed = replayPath(-7, 'small', `fast-check#${path}`, ['legacy', 'modern']);
    expect({ ...replayed.scenario, id: scenario?.id }).toEqual(scenario);
  });

  it('that lead nowhere are refused, with the way to replay them', () => {
    for (const nowhere of ['0:99999', '0:99999:0', '99999999999']) {
      expect(() => replayPath(-7, 'small', `fast-check#${nowhere}`, ['modern'])).toThrow(
        /^--path: expected .*, got (?:0:99999(?::0)?|99999999999)/,
      );
    }
  });
});
