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
