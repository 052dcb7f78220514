// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JSON_DEPTH_LIMIT, jsonProblem } from '../../oracle/scenario/json-text';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it.each([
  ['{"a": 1,}', 8],
  ['{"a": 1 "b": 2}', 8],
  ['[1, 2,]', 6],
  ["{'a': 1}", 1],
  ['{"a": tru}', 6],
  ['{"a": 01}', 7],
  ['{"a": "\n"}', 7],
  ['{"a": "\\x"}', 7],
  ['[1] [2]', 4],
  ['', 0],
  ['{', 1],
  ['{"a', 3],
  ['{"a"', 4],
  ['{"a":', 5],
  ['{"a":[1,', 8],
  ['{"a":"\\u00', 10],
  ['[fals', 5],
  ['[-', 2],
])('%j is wrong from character %i on', (text, at) => {
  expect(jsonProblem(text)).toEqual({ kind: 'syntax', at });
});

it('finds a mistake exactly in what JSON.parse refuses', () => {
  const noise = fc.constantFrom(
    '',
    ',',
    ':',
    '"',
    '{',
    '}',
    '[',
    ']',
    '\\',
    '1',
    '-',
    '.',
    'e',
    ' ',
  );
  const place = fc.nat({ max: 999 });
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), place, place, noise, (json, start, length, put) => {
      const from = start % (json.length + 1);
      const text = json.slice(0, from) + put + json.slice(from + (length % 4));
      // Noise can make a number that no double holds, and a key that comes twice.
      const { kind } = jsonProblem(text) ?? { kind: undefined };
      expect(kind !== 'syntax').toBe(isJson(text) || kind === 'duplicate' || kind === 'number');
    }),
    { numRuns: 5000 },
  );
});

it('finds every object that is cut short to be wrong at its end only', () => {
  const json = JSON.stringify({ a: [1, true, null, 'x\u0001y', { b: -12 }], c: {}, d: '"\\' });
  for (let length = 1; length < json.length; length++) {
    expect(jsonProblem(json.slice(0, length))).toEqual({ kind: 'syntax', at: length });
  }
});

it('is not stopped by depth, but stops at it', () => {
  const problem = { kind: 'depth', at: JSON_DEPTH_LIMIT };
  expect(jsonProblem('['.repeat(1_000_000))).toEqual(problem);
  expect(jsonProblem('['.repeat(JSON_DEPTH_LIMIT) + ']'.repeat(JSON_DEPTH_LIMIT))).toBeUndefined();
});
