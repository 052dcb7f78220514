// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { CauseCount } from '../../oracle/campaign/cause-tally';
import { foldCauses } from '../../oracle/campaign/fold-causes';

function cause(kind: CauseCount['kind'], name: string, count: number): CauseCount {
  return {
    cause: name,
    kind,
    decision: kind === 'decision' ? 'need' : null,
    broken: kind === 'promise' ? name : null,
    count,
    index: 0,
    details: [],
    met: kind === 'side' ? [] : ['pte-protnone'],
    sides: ['legacy', 'modern'],
    alsoBreaks: [],
  };
}

/** The causes that are shown, each with those that are folded under it. */
function shown(...causes: readonly CauseCount[]): readonly (readonly string[])[] {
  return foldCauses(causes).map(({ cause: head, folded }) => [
    head.cause,
    ...folded.map((one) => one.cause),
  ]);
}

describe('a promise that is broken at the entries of a decision', () => {
  it('is a consequence of the decision', () => {
    const causes = [cause('promise', 'is broken', 20), cause('decision', 'differs', 10)];
    expect(shown(...causes)).toEqual([['differs', 'is broken']]);
  });

  it('is the cause if it outnumbers the decision, as where both formats are wrong alike', () => {
    const causes = [cause('decision', 'differs', 26), cause('promise', 'is broken', 218)];
    expect(shown(...causes)).toEqual([['is broken', 'differs']]);
  });
});

describe('a walk that resumes elsewhere', () => {
  const resumes: CauseCount = { ...cause('decision', 'resumes', 100), decision: 'resume', met: [] };

  it('is the cause of what shows much more rarely, at whatever entry', () => {
    expect(shown(resumes, cause('decision', 'differs', 10))).toEqual([['resumes', 'differs']]);
  });

  it('is not the cause of what shows as often, nor of what another side does', () => {
    const elsewhere: CauseCount = { ...cause('decision', 'elsewhere', 5), sides: ['modern-6.1'] };
    expect(shown(resumes, cause('decision', 'differs', 11), elsewhere)).toEqual([
      ...[['resumes'], ['differs'], ['elsewhere']],
    ]);
  });
});

describe('input that is not kept', () => {
  const input = (count: number, sides: CauseCount['sides']): CauseCount => ({
    ...{ ...cause('decision', `destroyed by ${sides.join()}`, count), decision: 'input', met: [] },
    sides,
  });

  it('is the cause of what walks then do, as where a walk resumes is', () => {
    const causes = [input(100, ['legacy', 'modern']), cause('decision', 'differs', 10)];
    expect(shown(...causes)).toEqual([['destroyed by legacy,modern', 'differs']]);
  });

  it('is one cause, though it shows beside either neighbour of the side that is wrong', () => {
    const causes = [input(100, ['v5.7', 'legacy']), input(98, ['legacy', 'modern'])];
    const other = input(97, ['modern-6.1', 'modern-7.3']);
    expect(shown(...causes, other)).toEqual([
      ['destroyed by v5.7,legacy', 'destroyed by legacy,modern'],
      ['destroyed by modern-6.1,modern-7.3'],
    ]);
  });
});

describe('one decision between two pairs with a side in common', () => {
  const between = (
    name: string,
    sides: CauseCount['sides'],
    met: CauseCount['met'],
  ): CauseCount => ({
    ...{ ...cause('decision', name, 50), met, sides },
  });
  const first = between('first', ['v5.7', 'legacy'], ['pte-none', 'pte-swap']);

  it('is one cause at the same entries', () => {
    const second = between('second', ['legacy', 'modern'], ['pte-swap']);
    expect(shown(first, second)).toEqual([['first', 'second']]);
  });

  it('is two at others, and where it is another decision', () => {
    const later = between('later', ['legacy', 'modern'], ['pte-swap', 'gap']);
    const other: CauseCount = {
      ...between('other', ['legacy', 'modern'], ['pte-swap']),
      decision: 'action',
    };
    expect(shown(first, later, other)).toEqual([['first'], ['later'], ['other']]);
  });
});

describe('a side that leaves pages out', () => {
  it('is the cause of what shows much more rarely on that side', () => {
    const causes = [cause('side', 'leaves pages out', 128), cause('decision', 'differs', 5)];
    expect(shown(...causes)).toEqual([['leaves pages out', 'differs']]);
  });

  it('is not the cause of what shows as often, nor of what another side does', () => {
    const other: CauseCount = { ...cause('decision', 'elsewhere', 5), sides: ['modern-6.1'] };
    const causes = [
      cause('side', 'leaves pages out', 128),
      cause('decision', 'differs', 60),
      other,
    ];
    expect(shown(...causes)).toEqual([['leaves pages out'], ['differs'], ['elsewhere']]);
  });

  it('does not excuse an answer that is unsteady', () => {
    const causes = [cause('side', 'leaves pages out', 128), cause('unsteady', 'is unsteady', 1)];
    expect(shown(...causes)).toEqual([['leaves pages out'], ['is unsteady']]);
  });
});
