// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { type Address, type Level, PGD, PMD, PTE, PUD, pfn } from '../../mm/units';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeEntry } from '../../oracle/scenario/slots';
import { writeScenario } from '../../oracle/scenario/write';
import { entry, event, image, page, request, vma } from '../support/build';
import { sample } from './sample';

function scenario(parts: Partial<Scenario>): Scenario {
  return { id: 'test', mm: image({}), range: request(0, 'r'), format: AMDGPU, ...parts };
}

it('the sample is written with what it left unsaid', () => {
  const written = writeScenario(readScenario(sample(), { file: 'sample' }));
  expect(JSON.stringify(written)).toBe(JSON.stringify(sample()));
});

it('nothing is written of what there is none of', () => {
  const written = writeScenario(scenario({}));
  expect(Object.keys(written)).toEqual(['schema', 'id', 'mm', 'range', 'legacy']);
  expect(Object.keys(written.mm)).toEqual(['nextPfn', 'zeroPfn', 'vmas', 'entries']);
});

it('an event without entries has none', () => {
  const mm = image({ events: [event(3, { invalidate: true })] });
  expect(writeScenario(scenario({ mm })).events).toEqual([{ beforeWalk: 3, invalidate: true }]);
});

it('flags are in the order of the definition', () => {
  const mm = image({ vmas: [vma(0, 1, 'mixedmap pfnmap io shared write read')] });
  expect(writeScenario(scenario({ mm })).mm.vmas[0]?.flags).toEqual([
    'read',
    'write',
    'shared',
    'io',
    'pfnmap',
    'mixedmap',
  ]);
});

it('fault errors are in the order of their addresses', () => {
  const errors = new Map<Address, 'oom' | 'sigbus'>([
    [page(16), 'oom'],
    [page(2), 'sigbus'],
  ]);
  const { faultErrors } = writeScenario(scenario({ mm: image({ faultErrors: errors }) })).mm;
  expect(Object.keys(faultErrors ?? {})).toEqual(['0x7f0000002000', '0x7f0000010000']);
});

it('words keep all 64 bits', () => {
  const { values } = writeScenario(scenario({})).legacy ?? {};
  expect(values).toEqual({
    error: '0xfffffffffffffffe',
    none: '0x0',
    special: '0xfffffffffffffffc',
  });
});

it.each<[Kind, Level, string]>([
  [Kind.table, PTE, 'pte'],
  [Kind.ptePresent, PMD, 'pmd'],
  [Kind.pmdHuge, PUD, 'pud'],
  [Kind.pudDevmap, PMD, 'pmd'],
  [Kind.hugetlbPresent, PGD, 'pgd'],
  [Kind.hole, PTE, 'pte'],
])('kind %i at level %i is not written', (kind, level, name) => {
  expect(() => writeEntry(entry(0, { kind }, 0, level))).toThrow(
    new RangeError(`"entry" expected a kind that stands at level ${name}, got ${kind}`),
  );
});

it('a mask as default is not written', () => {
  const range = request(0, 'r', { defaults: Ask.all });
  expect(() => writeScenario(scenario({ range }))).toThrow(RangeError);
});

describe('pfns', () => {
  it.each([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 2 ** 40 - 1])('%i', (number) => {
    const document = writeEntry(entry(0, { kind: Kind.pteHwpoison }, pfn(number)));
    expect(document).toEqual({
      at: '0x7f0000000000',
      level: 'pte',
      is: 'hwpoison',
      pfn: `0x${number.toString(16)}`,
    });
  });
});
