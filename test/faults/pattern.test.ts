// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { sourceText } from '../support/source-graph';
import { planted } from './graph';
import { replaceOnce } from './pattern';
import { PLANTINGS } from './plantings';
import { REVISION_FAULTS } from './revision';

const SWITCHED = `
function kindOf(entry: number, end: number): number {
  const at = next(entry);
  switch (at) {
    case 1:
    case 2:
      return first(at, end);
    default:
      return at < end ? 1 : 2;
  }
}
function other(at: number): boolean {
  return at < 1;
}
`;

/** The same code as another hand would have written it. */
const RENAMED = SWITCHED.replaceAll('at', 'place')
  .replaceAll('end', 'stop')
  .replace('place < stop ? 1 : 2', 'place <\n        stop\n        ? 1\n        : 2');

function replaced(text: string, right: string, wrong: string, within = 'kindOf'): string {
  const result = replaceOnce(text, { within, right, wrong });
  if ('places' in result) throw new Error(`${result.places} places`);
  return result.text;
}

describe('a pattern finds', () => {
  it.each([
    ['an expression', '$at < $end', '$at <= $end', 'at <= end ? 1 : 2'],
    ['a label', 'case 1:', '', 'switch (at) {\n    \n    case 2:'],
    [
      'a case with its statements',
      'case 2: return $call;',
      'case 2: return 0;',
      'case 2: return 0;',
    ],
    ['a statement', 'const $at = next($1);', 'const $at = $1 + $2;', 'const at = entry + end;'],
  ])('%s', (_, right, wrong, expected) => {
    expect(replaced(SWITCHED, right, wrong)).toContain(expected);
  });

  it('the same place when locals have other names and lines break elsewhere', () => {
    expect(replaced(RENAMED, '$at < $end ? $one : $two', '$at <= $end ? $one : $two')).toContain(
      'return place <= stop ? 1 : 2;',
    );
  });

  it('nothing where a name would stand for two things', () => {
    expect(replaceOnce(SWITCHED, { within: 'kindOf', right: '$at < $at', wrong: '' })).toEqual({
      places: 0,
    });
  });

  it('every place, and takes none of several', () => {
    const numbers = { within: 'kindOf', right: 'case $label:', wrong: '' };
    expect(replaceOnce(SWITCHED, numbers)).toEqual({ places: 2 });
  });

  it('nothing outside of its function', () => {
    expect(
      replaceOnce(SWITCHED, { within: 'other', right: '$at < $end ? 1 : 2', wrong: '' }),
    ).toEqual({ places: 0 });
    expect(replaced(SWITCHED, '$at < 1', 'true', 'other')).toContain('return true;');
  });
});

it('every planted fault has one place, and changes the text there', () => {
  const faults = [...PLANTINGS.flatMap(({ faults }) => Object.values(faults)), ...REVISION_FAULTS];
  for (const fault of faults) {
    expect(planted(fault), fault.name).not.toBe(sourceText(fault.file));
  }
});

it('a fault without its place is refused by name', () => {
  const fault = { name: 'x', file: 'mm/walk.ts', within: 'walkGap', right: 'none()', wrong: '' };
  expect(() => planted(fault)).toThrow(
    'fault "x" expected its code once in walkGap of mm/walk.ts, got 0 times',
  );
});
