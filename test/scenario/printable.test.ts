// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  isPrintable,
  jsonText,
  printable,
  printableData,
  printableLines,
} from '../../oracle/scenario/printable';
import { troubleIn } from '../support/evil';

it.each([
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u001b[2J\u0000\u007f', '\\u001b[2J\\u0000\\u007f'],
  ['\u0085\u009b31m', '\\u0085\\u009b31m'],
  ['a\u202eb\u2066c\u2069\u200e\u061c', 'a\\u202eb\\u2066c\\u2069\\u200e\\u061c'],
  ['\u200b\u200d\u2060\ufeff\u00ad\u3164', '\\u200b\\u200d\\u2060\\ufeff\\u00ad\\u3164'],
  ['\u2028\u2029', '\\u2028\\u2029'],
  ['\ud800x \udc00', '\\ud800x \\udc00'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['ü – 漢字 🐧 "quoted" \\ \u00a0', 'ü – 漢字 🐧 "quoted" \\ \u00a0'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(isPrintable(text)).toBe(text === shown);
  expect(printableLines(text)).toBe(shown.replaceAll('\\n', '\n'));
});

const unicode = fc.string({ unit: 'binary' });

it('leaves nothing in any text that is not to be seen', () => {
  fc.assert(
    fc.property(unicode, (text) => {
      expect(troubleIn(printable(text))).toEqual([]);
      expect(printable(text)).not.toContain('\n');
    }),
  );
});

it('writes JSON that says the same, in which everything is to be seen', () => {
  fc.assert(
    fc.property(fc.dictionary(unicode, unicode), (value) => {
      for (const indent of [undefined, 2]) {
        const text = jsonText(value, indent);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(troubleIn(text)).toEqual([]);
      }
    }),
  );
});

it('makes every text in data printable, but for line feeds in texts of our own', () => {
  const data = { 'a\n': ['\u001b', { diff: '-a\n+\u001b', text: 'b\n' }], n: 1n, none: undefined };
  expect(printableData(data, ['diff'])).toEqual({
    'a\\n': ['\\u001b', { diff: '-a\n+\\u001b', text: 'b\\n' }],
    n: 1n,
    none: undefined,
  });
});
