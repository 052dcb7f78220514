// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { ExplainedSide, Round } from '../../oracle/explain/explanation';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { at, explained, sampleDocument } from './samples';

function modern(document: ScenarioDocument): ExplainedSide {
  const [side] = explained(document, ['modern']).sides;
  if (side === undefined) throw new Error('one side was asked for');
  return side;
}

function rounds(document: ScenarioDocument): readonly Round[] {
  return modern(document).rounds;
}

/** Walks by what ended them, and with which fault rules. */
function endings(document: ScenarioDocument): readonly (readonly unknown[])[] {
  return rounds(document).map((round) => {
    if (!round.begun) return [round.because];
    const { end } = round;
    return end === undefined ? [] : [end.how, end.page, end.need, ...end.faults.map((f) => f.rule)];
  });
}

describe('a walk', () => {
  const document = sampleDocument('.w', 2, [
    { at: at(0), level: 'pte', is: 'present', pfn: '0x2000', write: true, protnone: true },
    { at: at(1), level: 'pte', is: 'swap' },
  ]);

  it('is told piece by piece, with what was reported', () => {
    const [first] = rounds(document);
    const extent = { start: at(0), end: at(2), pages: 2, vma: 0 };
    expect(first).toMatchObject({
      walk: 1,
      begun: true,
      from: at(0),
      pieces: [
        { call: 'test_walk', ...extent, outcome: 'walk', reported: [] },
        {
          call: 'pmd_entry',
          ...extent,
          entry: { at: at(0), level: 'pmd', is: 'table' },
          reported: [
            {
              at: at(0),
              pages: 1,
              met: { what: 'pte-protnone', write: true },
              state: 'stray',
              pfn: '0x2000',
            },
          ],
        },
      ],
    });
  });

  it('ends with who needs a fault, and what that did', () => {
    const [first] = rounds(document);
    expect(first?.begun === true && first.end).toEqual({
      how: 'faulted',
      met: { what: 'pte-swap', write: false },
      start: at(1),
      end: at(2),
      pages: 1,
      need: 'write',
      page: 1,
      faults: [
        {
          at: at(1),
          pages: 1,
          write: true,
          rule: 12,
          success: true,
          error: undefined,
          before: { at: at(1), level: 'pte', is: 'swap' },
          after: { at: at(1), level: 'pte', is: 'present', pfn: '0x100000', write: true },
          invalidates: false,
        },
      ],
    });
  });

  it('goes on from there', () => {
    const [, second] = rounds(document);
    expect(second).toMatchObject({ walk: 2, from: at(1), end: undefined });
    expect(modern(document)).toMatchObject({ ret: 0, walks: 2, stoppedAt: 2 });
  });
});

describe('walks end', () => {
  it('by faults, which are one if they go alike', () => {
    const [first] = rounds(sampleDocument('.2r', 3, []));
    expect(first?.begun === true && first.end).toMatchObject({
      how: 'faulted',
      met: { what: 'hole' },
      page: 1,
      need: 'read',
      faults: [{ at: at(0), pages: 3, rule: 11, after: { pfn: '0x1', special: true } }],
    });
  });

  it('by a wait', () => {
    const entries = [{ at: at(0), level: 'pte', is: 'migration', pfn: '0x2000' }] as const;
    expect(endings(sampleDocument('r', 1, entries))).toEqual([['waited', 0, 'read'], []]);
  });

  it('where no fault can help', () => {
    const entries = [{ at: at(0), level: 'pte', is: 'hwpoison', pfn: '0x2000' }] as const;
    expect(endings(sampleDocument('w', 1, entries))).toEqual([['impossible', 0, 'write']]);
  });

  it('where a fault fails, after those that did not', () => {
    const document = sampleDocument('3r', 3, []);
    const mm = { ...document.mm, faultErrors: { [at(2)]: 'sigbus' } } as const;
    const side = modern({ ...document, mm });
    expect(side.ret).toBe('-EFAULT');
    expect(side.rounds).toMatchObject([
      {
        end: {
          how: 'fault-failed',
          faults: [
            { pages: 2, rule: 11 },
            { at: at(2), rule: 1, success: false, error: 'sigbus' },
          ],
        },
      },
    ]);
  });

  it('where the VMA is not writable', () => {
    const document = sampleDocument('rw', 2, []);
    const [vma] = document.mm.vmas;
    if (vma === undefined) throw new Error('the sample has a VMA');
    const mm = { ...document.mm, vmas: [{ ...vma, flags: ['read'] }] } as const;
    expect(endings({ ...document, mm })).toEqual([['denied', 1, 'write']]);
  });

  it('in a VMA that is skipped, or was not to be', () => {
    const document = sampleDocument('.r', 2, []);
    const vmas = [
      { start: at(0), end: at(1), flags: ['read', 'io'], backing: 'anon' },
      { start: at(1), end: at(2), flags: ['read', 'pfnmap'], backing: 'anon' },
    ] as const;
    expect(rounds({ ...document, mm: { ...document.mm, vmas } })).toMatchObject([
      {
        pieces: [
          { call: 'test_walk', vma: 0, outcome: 'skip', reported: [{ pages: 1, state: 'error' }] },
          { call: 'test_walk', vma: 1, outcome: 'fail', reported: [] },
        ],
        end: { how: 'impossible', met: { what: 'skipped-vma' }, page: 1 },
      },
    ]);
  });
});

describe('between walks', () => {
  it('other threads act, and the sequence is looked at', () => {
    const change = { at: at(0), level: 'pte', is: 'none' } as const;
    const document = sampleDocument('r', 1, [{ at: at(0), level: 'pte', is: 'swap' }], {
      events: [
        { beforeWalk: 1, entries: [] },
        { beforeWalk: 2, invalidate: true, entries: [change] },
        { beforeWalk: 3, invalidate: true },
      ],
    });
    expect(rounds(document)).toMatchObject([
      { walk: 1, events: [{ beforeWalk: 1 }], begun: true },
      { walk: 2, events: [{ beforeWalk: 2, entries: [change] }], begun: false, because: 'stale' },
    ]);
    expect(modern(document)).toMatchObject({ ret: '-EBUSY', walks: 1 });
  });

  it('a copy invalidates the range, and the next walk does not begin', () => {
    const entries = [{ at: at(0), level: 'pte', is: 'present', pfn: '0x2000' }] as const;
    expect(endings(sampleDocument('w', 1, entries))).toEqual([
      ['faulted', 0, 'write', 17],
      ['stale'],
    ]);
    expect(rounds(sampleDocument('w', 1, entries))[0]).toMatchObject({
      end: { faults: [{ invalidates: true }] },
    });
  });

  it('every walk that gets further begins', () => {
    const entries = Array.from({ length: 70 }, (_, page) => {
      return { at: at(page), level: 'pte', is: 'migration', pfn: '0x2000' } as const;
    });
    const all = rounds(sampleDocument('70r', 70, entries));
    expect(all).toHaveLength(71);
    expect(all.at(-1)).toMatchObject({ walk: 71, begun: true, from: at(69) });
  });

  it('a walk that would only repeat the last one does not begin', () => {
    const entries = [{ at: at(0), level: 'pte', is: 'swap' }] as const;
    const document = sampleDocument('r', 1, entries);
    const [side] = explained(document, ['modern'], () => true).sides;
    expect(side).toMatchObject({ ret: 'livelock', walks: 1, stoppedAt: 0 });
    expect(side?.rounds.at(-1)).toEqual({ walk: 2, events: [], begun: false, because: 'livelock' });
  });

  it('an empty range is found by the first walk', () => {
    const document = sampleDocument('', 0, []);
    expect(rounds(document)).toEqual([
      { walk: 1, events: [], begun: true, from: at(0), pieces: [], end: undefined },
    ]);
  });
});
