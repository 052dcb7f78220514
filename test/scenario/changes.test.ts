// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { keepsRules } from '../../oracle/generate/rules';
import { simpler } from '../../oracle/generate/simplify';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { scenarioText } from '../../report/text/scenario-text';

const PLACE = { file: 'changes' };
const VMA = { start: '0x7f0000000000', end: '0x7f0000200000', flags: ['read'], backing: 'anon' };
const DOCUMENT = {
  schema: 'hmm-scenario/2',
  id: 'changes',
  mm: {
    nextPfn: '0x100000',
    zeroPfn: '0x1',
    vmas: [{ ...VMA, backing: 'file', filePfn: '0x9000' }],
    entries: [],
    lockDrops: { '0x7f0000003000': { result: 'retry' } },
    noProgress: { '0x7f0000000000': {}, '0x7f0000001000': { times: 2 } },
  },
  range: {
    start: '0x7f0000000000',
    end: '0x7f0000002000',
    default: 'r',
    mask: '.',
    requests: '2.',
    owner: 0,
  },
  events: [
    { beforeWalk: 1, invalidate: false, filePages: { '0x7f0000000000': '0xa000' } },
    { beforeWalk: 2, invalidate: true, vmas: [VMA] },
  ],
} as const;

describe('a document in which other threads change VMAs and files', () => {
  it('is written as it was read', () => {
    expect(writeScenario(readScenario(DOCUMENT, PLACE))).toEqual(DOCUMENT);
  });

  it('is told in a line each', () => {
    const text = scenarioText(writeScenario(readScenario(DOCUMENT, PLACE)));
    expect(text).toContain('event  before walk 1: file page of 0x7f0000000000 is pfn 0xa000');
    expect(text).toContain(
      'event  before walk 2: invalidate; VMAs 0x7f0000000000–0x7f0000200000 (512 pages) read anon',
    );
    expect(text).toContain('idle   0x7f0000000000 does nothing in each fault or wait');
    expect(text).toContain('idle   0x7f0000001000 does nothing in the first 2 faults or waits');
    expect(text).toContain('drops  0x7f0000003000 the mmap lock in each page fault: retry');
  });

  it.each([
    ['mm.lockDrops', { ...DOCUMENT, schema: 'hmm-scenario/1', events: [] }],
    ['events[0].filePages', { ...plain(), events: [DOCUMENT.events[0]] }],
    ['events[0].vmas', { ...plain(), events: [DOCUMENT.events[1]] }],
  ])('has words that version 1 has not: %s', (field, document) => {
    expect(() => readScenario(document, PLACE)).toThrow(
      `${field}: expected none: it is a field since`,
    );
  });

  it.each([
    ['events out of order', [DOCUMENT.events[1], { beforeWalk: 1 }], 'events[1].beforeWalk'],
    [
      'a change within a walk',
      [
        DOCUMENT.events[1],
        { atRead: 1, entries: [{ at: '0x7f0000000000', level: 'pte', is: 'none' }] },
      ],
      'events[1]',
    ],
    ['VMAs that overlap', [{ beforeWalk: 1, vmas: [VMA, VMA] }], 'events[0].vmas[1].start'],
    [
      'what does not stand in the VMAs of its time',
      [
        { beforeWalk: 1, vmas: [{ ...VMA, backing: 'hugetlb', hugePageShift: 21 }] },
        { beforeWalk: 2, entries: [{ at: '0x7f0000000000', level: 'pte', is: 'swap' }] },
      ],
      'events[1].entries[0].level',
    ],
  ])('is refused for %s', (_, events, field) => {
    expect(() => readScenario({ ...DOCUMENT, events }, PLACE, 'followed')).toThrow(field);
  });

  it('shrinks to one without, keeping the rules', () => {
    const candidates = [...simpler(readScenario(DOCUMENT, PLACE))];
    const some = (test: (mm: (typeof candidates)[number]['mm']) => boolean): boolean =>
      candidates.some(({ mm }) => test(mm));
    expect(some(({ events }) => events.every(({ vmas }) => vmas === undefined))).toBe(true);
    expect(some(({ events }) => events.every((event) => event.filePages === undefined))).toBe(true);
    expect(some(({ noProgress }) => noProgress === undefined)).toBe(true);
    expect(some(({ lockDrops }) => lockDrops === undefined)).toBe(true);
    expect(candidates.every(keepsRules)).toBe(true);
  });
});

describe('random scenarios of the profile recent', () => {
  const scenarios = Array.from({ length: 600 }, (_, n) =>
    generateScenario(new Random(3, n), 'recent'),
  );

  it('have all of it, as documents can hold it', () => {
    const seen = new Set<string>();
    for (const scenario of scenarios) {
      const document = writeScenario(scenario);
      expect(writeScenario(readScenario(document, PLACE))).toEqual(document);
      const { events, noProgress, lockDrops } = scenario.mm;
      if (noProgress !== undefined) seen.add('noProgress');
      if (lockDrops !== undefined) seen.add('lockDrops');
      for (const { vmas, filePages } of events) {
        if (vmas !== undefined) seen.add(vmas.length === 0 ? 'unmap all' : 'vmas');
        if (filePages !== undefined) seen.add('filePages');
      }
    }
    expect([...seen].sort()).toEqual(['filePages', 'lockDrops', 'noProgress', 'unmap all', 'vmas']);
  });

  it('keep the rules that shrinking is held to', () => {
    expect(scenarios.every(keepsRules)).toBe(true);
  });
});

/** The document in version 1, without what that has no words for in its address space. */
function plain() {
  const { lockDrops: _, noProgress: __, ...mm } = DOCUMENT.mm;
  return { ...DOCUMENT, schema: 'hmm-scenario/1', mm };
}
