// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, parseJsonFile, tryParseJson } from '../../oracle/scenario/json';
import { holdsExactly } from '../../oracle/scenario/json-text';

function parsed(text: string, line: number | undefined = 7): unknown {
  try {
    return parseJson(text, { file: 'x.json', line });
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

describe('a number', () => {
  it.each([
    ...['0', '7', '-7', '1.5', '0.1', '1e2', '1E+2', '1.0', '100', '9007199254740991', '1e21'],
    ...['9007199254740992', '123456789012345680000', '5e-324', '1.7976931348623157e308', '0e5'],
  ])('%s is held', (text) => {
    expect(holdsExactly(text)).toBe(true);
    expect(parsed(`{"a": [${text}], "b": ${text}}`)).toEqual({
      a: [Number(text)],
      b: Number(text),
    });
  });

  it.each([
    ...['9007199254740993', '-9007199254740993', '1e400', '-1e400', '-0', '-0.0', '-0e9', '1e-400'],
    ...['0.1000000000000000055', '1.00000000000000000001', '0.30000000000000004441', '4.9e-324'],
    ...['123456789012345678901234567890', '1e99999999999999999999', '1e-99999999999999999999'],
  ])('%s would become another one, and is refused', (text) => {
    expect(holdsExactly(text)).toBe(false);
    const message = 'expected a number that a double holds exactly, got ';
    expect(parsed(`{"a": {"b c": [0, ${text}]}}`)).toContain(`x.json:7: a["b c"][1]: ${message}`);
    expect(parsed(`{"a":${text}}`)).toContain(`x.json:7: a: ${message}`);
    expect(parsed(text)).toContain(`x.json:7: ${message}`);
  });

  it('is not looked for within strings', () => {
    const value = { a: ':1e400,-0', ':9007199254740993': ['[1e400', ', -0'] };
    expect(parsed(JSON.stringify(value))).toEqual(value);
  });

  it('of any length is judged in linear time', () => {
    expect(holdsExactly(`1${'0'.repeat(1_000_000)}1e-1000000`)).toBe(false);
    expect(holdsExactly(`0.${'0'.repeat(1_000_000)}0`)).toBe(true);
  });
});

describe('a text that is the one of its value', () => {
  const isCanonical = (text: string): boolean => {
    const read = tryParseJson(text);
    return read.kind === 'value' && read.isCanonical;
  };

  it.each(['{"a":["x",{"b":-7,"c":true}],"d":null}', '"ä"', '{}', '{"a":""}'])(
    'is known to be: %s',
    (text) => {
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
      expect(isCanonical(text)).toBe(true);
    },
  );

  it.each([
    ...['{"a": 1}', '{"a":1 }', '[\t]', '{"a":1.50}', '{"a":1e2}', '[1.0]', '"\\u0041"', '"\\/"'],
    ...['\r{}', '{"a":\n1}', '{"a":10000000000000000000000}'],
  ])('is not: %j', (text) => {
    expect(JSON.stringify(JSON.parse(text))).not.toBe(text);
    expect(isCanonical(text)).toBe(false);
  });
});

describe('a key', () => {
  const twice = 'expected each key once, got it a second time';

  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":{"b":[0,{"c":1,"d":2,"c":3}]}}', 'a.b[1].c'],
    ['{"a b":1, "a\\u0020b" : 2}', '["a b"]'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"":1,"":2}', '[""]'],
    ['{"x":":","x":"::"}', 'x'],
  ])('of %s that comes twice is refused with its path', (text, field) => {
    expect(parsed(text)).toBe(`x.json:7: ${field}: ${twice}`);
  });

  it('is named with the line on which it stands', () => {
    expect(parsed('{\n  "a": 1,\n  "a": 2\n}', 1)).toBe(`x.json:1: a: ${twice}`);
    const error = outcomeOf(() => parseJsonFile(Buffer.from('{\n "a": 1,\n "a": 2\n}'), 'm.json'));
    expect(error).toBe(`m.json:3: a: ${twice}`);
  });

  it('may come in several objects', () => {
    expect(parsed('[{"a":1},{"a":1},{"b":{"a":":"}}]')).toEqual([
      { a: 1 },
      { a: 1 },
      { b: { a: ':' } },
    ]);
  });

  it('that comes twice is found wherever one is put', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 3 }), fc.string(), (value, key) => {
        const inner = JSON.stringify(key);
        const text = `{"outer":${JSON.stringify({ v: JSON.parse(JSON.stringify(value)) })},${inner}:0,${inner}:1}`;
        expect(parsed(text)).toContain(twice);
      }),
    );
  });
});

it('gives what JSON.parse gives where nothing is lost', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      // A sign of zero is the one thing that JSON.stringify drops, too.
      const text = JSON.stringify(value);
      expect(parsed(text)).toEqual(JSON.parse(text));
      expect(parsed(JSON.stringify(value, null, 2))).toEqual(JSON.parse(text));
    }),
  );
});

describe('depth', () => {
  it('is limited, whatever it is made of', () => {
    const deep = 'x.json:7: expected at most 64 levels of nesting, got more';
    for (const depth of [65, 1_000_000]) {
      expect(parsed('['.repeat(depth) + ']'.repeat(depth))).toBe(deep);
      expect(parsed(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)).toBe(deep);
    }
    expect(Array.isArray(parsed('['.repeat(64) + ']'.repeat(64)))).toBe(true);
  });
});

it('takes bytes that are UTF-8, and no others', () => {
  const bytes = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
  expect(outcomeOf(() => parseJsonFile(bytes, 'm.json'))).toBe(
    'm.json: expected UTF-8 text, got other bytes',
  );
  expect(outcomeOf(() => parseJsonFile(Buffer.from('\ufeff{}'), 'm.json'))).toBe(
    'm.json:1: expected JSON, got "\\ufeff{}" at column 1',
  );
});

function outcomeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}
