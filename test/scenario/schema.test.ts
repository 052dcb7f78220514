// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { firstProblem } from '../../oracle/scenario/explain';
import { checkExpect } from '../../oracle/scenario/read-expect';
import {
  ExpectSchema,
  ResultSchema,
  ScenarioSchema,
  type VectorDocument,
  VectorSchema,
} from '../../oracle/scenario/schema';
import { SIDE_NAMES } from '../../oracle/scenario/sides';
import { GOLDEN, goldenLines, refusal, sample } from './sample';

/** What could stand anywhere in a document by mistake. */
const STRAY: readonly unknown[] = [
  null,
  '',
  '0x1000',
  'none',
  'pmd',
  '*',
  0,
  -1,
  1.5,
  2 ** 60,
  true,
  [],
  [{}],
  {},
  { at: '0x1000' },
];

/** Every place of a JSON value, as the keys that lead there. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
}

/** The value with what stands at a place replaced. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  }
  if (typeof value !== 'object' || value === null) throw new Error(`no ${key}`);
  return { ...value, [key]: replaced(Reflect.get(value, key), rest, by) };
}

describe('the explanation of a failed check', () => {
  it('finds a problem exactly in what the check refuses', () => {
    const all = places(sample());
    const stray = fc.constantFrom(...STRAY);
    fc.assert(
      fc.property(fc.constantFrom(...all), stray, fc.boolean(), (path, by, inNewField) => {
        const place = inNewField ? [...path.slice(0, -1), 'extra'] : path;
        const value = replaced(sample(), place, by);
        const problem = firstProblem(ScenarioSchema, value);
        expect(problem === undefined).toBe(Check(ScenarioSchema, value));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds none in golden vectors', () => {
    for (const line of GOLDEN.flatMap((name) => goldenLines(name).slice(0, 50))) {
      expect(firstProblem(VectorSchema, JSON.parse(line))).toBeUndefined();
    }
  });
});

describe('the JSON Schema', () => {
  it('is plain JSON that closes every object', () => {
    const text = JSON.stringify(VectorSchema);
    const objects = text.match(/"type":"object"/g)?.length ?? 0;
    // `faultErrors`, `lockDrops`, `noProgress` and `filePages` have keys by a pattern, and a schema of their names.
    expect(text.match(/"additionalProperties":false/g)?.length).toBe(objects - 4);
    expect(text.match(/"propertyNames"/g)?.length).toBe(4);
  });

  it('is the same as its type', () => {
    const vector: VectorDocument = {
      scenario: {
        schema: 'hmm-scenario/1',
        id: 'typed',
        mm: {
          nextPfn: '0x1',
          zeroPfn: '0x1',
          vmas: [],
          entries: [{ at: '0x0', level: 'pud', is: 'devmap', pfn: '0x0' }],
        },
        range: { start: '0x0', end: '0x0', default: '.', mask: '*', requests: '', owner: 0 },
        legacy: {
          flags: { valid: '0x1', write: '0x2' },
          values: { error: '0x0', none: '0x0', special: '0x0' },
          pfnShift: 12,
        },
      },
      expect: { 'modern-32': { ret: '-EINVAL', pfns: [], faults: [], walks: 1 } },
    };
    expect(Check(VectorSchema, vector)).toBe(true);
  });
});

describe('results', () => {
  const RESULT = { ret: 0, pages: 1, pfns: ['0x0'], faults: [], walks: 1 };
  const FAULT = { at: '0x1000', pages: 1, write: false };

  it.each([
    { ...RESULT, faults: [FAULT, FAULT] },
    { ret: 'livelock', pfns: [], faults: [], walks: 64 },
  ])('may be %j', (result) => {
    expect(Check(ResultSchema, result)).toBe(true);
  });

  it.each([
    [
      'expect.v6',
      { v6: RESULT },
      `no field of this name (results by side has ${SIDE_NAMES.join(', ')})`,
      'an object {ret, pages, pfns, faults, walks}',
    ],
    [
      'expect.modern.ret',
      { modern: { ...RESULT, ret: -14 } },
      'one of 0 -EBUSY -EFAULT -EPERM -EINTR -ENOMEM -EINVAL livelock',
      '-14',
    ],
    [
      'expect["v5.7"].pfns[0]',
      { 'v5.7': { ...RESULT, pfns: [1] } },
      'a 64-bit word as a lowercase hex string (0x, no leading zeros)',
      '1',
    ],
    [
      'expect.legacy.faults[1].write',
      { legacy: { ...RESULT, faults: [FAULT, { ...FAULT, write: 0 }] } },
      'true or false',
      '0',
    ],
    [
      'expect.legacy.walks',
      { legacy: { ...RESULT, walks: undefined } },
      'an integer from 0 on',
      'nothing',
    ],
    ['expect', [], 'results by side', 'an array of 0'],
  ])('are refused at %s', (field, value, expected, got) => {
    expect(Check(ExpectSchema, value)).toBe(false);
    const error = refusal(() => checkExpect(value, { file: 'a.jsonl', line: 3 }));
    expect(error.message).toBe(`a.jsonl:3: ${field}: expected ${expected}, got ${got}`);
  });
});
