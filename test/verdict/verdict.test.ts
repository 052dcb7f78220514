// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../cli/exit-code';
import {
  askedFor,
  type Examined,
  joined,
  notComparedLines,
  type VerdictPart,
  verdictOf,
} from '../../oracle/verdict/verdict';
import { verdictSentence } from '../../report/text/verdict-text';

function part(
  compared: number,
  required = false,
  notCompared: readonly string[] = [],
): VerdictPart {
  return { what: `of ${compared}`, compared, notCompared, required };
}

function examined(parts: readonly VerdictPart[], interrupted = false): Examined {
  return { interrupted, parts };
}

describe('a verdict', () => {
  it.each([
    ['something was compared', false, examined([part(3)]), 'clean', 0],
    ['no part at all', false, examined([]), 'nothing-compared', 2],
    ['parts without a comparison', false, examined([part(0), part(0)]), 'nothing-compared', 2],
    [
      'one that was asked for is empty',
      false,
      examined([part(3), part(0, true)]),
      'nothing-compared',
      2,
    ],
    ['one that may be empty is', false, examined([part(3, true), part(0)]), 'clean', 0],
    ['ended early', false, examined([part(3)], true), 'interrupted', 130],
    ['ended before anything', false, examined([part(0, true)], true), 'interrupted', 130],
    ['found', true, examined([part(3)]), 'found', 1],
    ['found before an early end', true, examined([part(3)], true), 'found', 1],
    ['found, whatever else is empty', true, examined([part(0, true)]), 'found', 1],
  ] as const)('%s', (_, found, all, kind, exitCode) => {
    const verdict = verdictOf(found, all);
    expect(verdict.kind).toBe(kind);
    expect(EXIT_CODES[verdict.kind]).toBe(exitCode);
  });

  it('of several runs is interrupted if one was, and has the parts of all', () => {
    const all = joined([examined([part(1)]), examined([part(2)], true)]);
    expect(all.interrupted).toBe(true);
    expect(all.parts.map(({ compared }) => compared)).toEqual([1, 2]);
  });

  it('names what nobody asked for', () => {
    expect(notComparedLines(examined(askedFor([])))).toEqual([
      'vectors, a scope, random scenarios: none was requested',
    ]);
  });

  it.each([
    [false, examined([part(3)]), 'No unexplained differences in 3 vectors.'],
    [
      false,
      examined([part(3, false, ['1 was not'])]),
      'No unexplained differences in 3 vectors; not everything was compared.',
    ],
    [
      false,
      examined([{ ...part(3, false, ['1 was not']), what: 'mine', undone: 2 }]),
      'No unexplained differences in 3 vectors; not everything was compared: 2 scenarios of mine were not.',
    ],
    [
      true,
      examined([{ ...part(3, false, ['1 was not']), what: 'mine', undone: 1 }]),
      '1 new cause in 3 vectors; not everything was compared: 1 scenario of mine was not.',
    ],
    [
      false,
      examined([part(3)], true),
      'Interrupted; no unexplained differences until then, in 3 vectors.',
    ],
    [true, examined([part(3)], true), '1 new cause in 3 vectors, until it was interrupted.'],
    [
      false,
      examined([part(3), part(0, true)]),
      'Nothing of of 0 was compared: this is not a pass.',
    ],
  ] as const)('claims no more than was done: %s %j', (found, all, sentence) => {
    const words = {
      clean: 'no unexplained differences',
      found: '1 new cause',
      where: 'in 3 vectors',
    };
    expect(verdictSentence(verdictOf(found, all), words)).toBe(sentence);
  });
});
