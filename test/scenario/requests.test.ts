// SPDX-License-Identifier: GPL-2.0-or-later
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ask } from '../../mm/range';
import { decodeRequests, writeRequests } from '../../oracle/scenario/requests';
import { refusal } from './sample';

const PLACE = { file: 'x.json' };
const FIELD = 'range.requests';

it.each([
  ['', []],
  ['r', [Ask.read]],
  ['r2.w', [Ask.read, Ask.nothing, Ask.nothing, Ask.write]],
  ['3.1w', [Ask.nothing, Ask.nothing, Ask.nothing, Ask.write]],
  ['rr', [Ask.read, Ask.read]],
  ['2rr', [Ask.read, Ask.read, Ask.read]],
  ['12x', Array.from({ length: 12 }, () => Ask.writeOnly)],
])('%j is %j', (text, asks) => {
  expect(decodeRequests(text, asks.length, PLACE, FIELD)).toEqual(Uint8Array.from(asks));
});

it.each([
  [[], ''],
  [[Ask.read], 'r'],
  [[Ask.read, Ask.read], '2r'],
  [[Ask.read, Ask.nothing, Ask.nothing, Ask.write], 'r2.w'],
  [Array.from({ length: 512 }, () => Ask.writeOnly), '512x'],
])('%j is written with a count only where one is needed', (asks, text) => {
  expect(writeRequests(Uint8Array.from(asks))).toBe(text);
});

it('is read as it was written', () => {
  const run = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 600 }));
  fc.assert(
    fc.property(fc.array(run), (runs) => {
      const asks = Uint8Array.from(runs.flatMap(([ask, count]) => Array(count).fill(ask)));
      const text = writeRequests(asks);
      expect(decodeRequests(text, asks.length, PLACE, FIELD)).toEqual(asks);
      expect(text).not.toMatch(/(\D)\d*\1|(?<!\d)[01]\D/);
    }),
  );
});

it.each(['02r', '0r', '2', 'r3', 'R', '２r'])('%j is refused', (text) => {
  expect(refusal(() => decodeRequests(text, 2, PLACE, FIELD)).field).toBe(FIELD);
});

it('is not filled beyond the pages of the range', () => {
  const error = refusal(() => decodeRequests(`${'9'.repeat(400)}r`, 2, PLACE, FIELD));
  expect(error.message).toBe(
    "x.json: range.requests: expected run lengths that add up to the range's pages (2), got Infinity",
  );
});

it('all ones can be a request, and nothing beyond it', () => {
  expect(writeRequests(Uint8Array.of(Ask.all, Ask.all, Ask.read))).toBe('2*r');
  expect(decodeRequests('2*r', 3, PLACE, FIELD)).toEqual(Uint8Array.of(4, 4, 1));
  expect(() => writeRequests(Uint8Array.of(Ask.read, Ask.all + 1))).toThrow(
    new RangeError('"asks" expected 0 to 4, got 5 at page 1'),
  );
});
