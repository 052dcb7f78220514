// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { InputError, show } from '../../oracle/scenario/input-error';

it('names file, line and field', () => {
  const error = new InputError({ file: 'a.jsonl', line: 3 }, 'expected x, got y', 'mm.vmas');
  expect(error.message).toBe('a.jsonl:3: mm.vmas: expected x, got y');
  expect(error).toMatchObject({ name: 'InputError', file: 'a.jsonl', line: 3, field: 'mm.vmas' });
});

it('names the file alone if that is all there is', () => {
  const error = new InputError({ file: 'a.jsonl' }, 'expected a file, got none');
  expect(error.message).toBe('a.jsonl: expected a file, got none');
  expect([error.line, error.field]).toEqual([undefined, undefined]);
});

it('is one line, with what another program said after a bar below it', () => {
  const quote = 'old.c:1: error\n  \u001b[2Jint x\r\n\n';
  const error = new InputError({ file: 'a\nb' }, 'got \u202ec\n', 'd\ne', quote);
  expect(error.message).toBe(
    'a\\nb: d\\ne: got \\u202ec\\n\n  | old.c:1: error\n  |   \\u001b[2Jint x',
  );
});

it('has no stack', () => {
  const error = new InputError({ file: 'a.jsonl' }, 'expected a file, got none');
  expect(error.stack).toBe('InputError: a.jsonl: expected a file, got none');
});

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

it.each([
  ['a "quoted" text\n', '"a \\"quoted\\" text\\n"'],
  ['x'.repeat(61), `"${'x'.repeat(58)}…`],
  ['\u0000'.repeat(1000), `"${'\\u0000'.repeat(9)}\\u00…`],
  [12.5, '12.5'],
  [null, 'null'],
  [undefined, 'nothing'],
  [[1, 2, 3], 'an array of 3'],
  [nested(100_000), 'an array of 1'],
  [{ at: 1, level: [] }, 'an object {at, level}'],
  [
    Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map((key) => [key, 0])),
    'an object {a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, …',
  ],
])('shows a value in 60 characters at most (%#)', (value, shown) => {
  expect(show(value)).toBe(shown);
  expect(show(value).length).toBeLessThanOrEqual(60);
});
