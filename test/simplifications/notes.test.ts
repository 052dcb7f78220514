// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import { type EntryAttributes, Kind } from '../../mm/entry';
import type { Backing } from '../../mm/image';
import { PMD, PUD, pfn } from '../../mm/units';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { SIMPLIFICATIONS } from '../../oracle/simplifications/registry';
import { runWithNotes } from '../../oracle/simplifications/watch';
import { entry, event, image, page, request, vma } from '../support/build';

const FILE: Backing = { kind: 'file', filePfn: pfn(0x8000) };
const HUGETLB: Backing = { kind: 'hugetlb', level: PMD, size: 2 ** 21 };
const WHOLE = [vma(0, 512)];
/** Too small for a huge page. */
const SMALL = [vma(0, 8)];

/** The notes of a call that asks this from a page on. */
function notes(
  parts: Partial<AddressSpaceImage>,
  asks: string,
  first = 0,
  sides: readonly SideName[] = ['v5.7', 'legacy', 'modern'],
) {
  const scenario = { id: 'x', mm: image(parts), range: request(first, asks), format: AMDGPU };
  return runWithNotes(Runner.of(sides), scenario);
}

function met(parts: Partial<AddressSpaceImage>, asks: string, first = 0): readonly string[] {
  return notes(parts, asks, first).map(({ id }) => id);
}

function pte(attributes: EntryAttributes, frame = 0x2000, index = 0): SlotImage {
  return entry(index, attributes, frame);
}

function pmd(attributes: EntryAttributes): SlotImage {
  return entry(0, attributes, 0x4000, PMD);
}

const READ_ONLY = { kind: Kind.ptePresent } as const;
const HUGE = { kind: Kind.pmdHuge } as const;
/** A table, so that a fault finds one. */
const TABLE = entry(0, { kind: Kind.table }, 0, PMD);
const FAILING = new Map([[page(0), 'sigbus' as const]]);
const shared = 'read write shared';

type Example = readonly [what: string, id: string, Partial<AddressSpaceImage>, string];

const MEETING: readonly Example[] = [
  ['write to a read-only huge page', 'huge-page-split', { vmas: WHOLE, entries: [pmd(HUGE)] }, 'w'],
  [
    'write to a read-only huge page of a shared file',
    'huge-page-split',
    { vmas: [vma(0, 512, shared, FILE)], entries: [pmd(HUGE)] },
    'w',
  ],
  [
    'write to a read-only PUD mapping',
    'huge-page-split',
    { vmas: [vma(0, 512 * 512)], entries: [entry(0, { kind: Kind.pudDevmap }, 0, PUD)] },
    'w',
  ],
  ['read in a hole as large as a huge page', 'huge-page-mapped', { vmas: WHOLE }, 'r'],
  [
    'read of a shared file',
    'shared-page-mapped-writable',
    { vmas: [vma(0, 8, shared, FILE)] },
    'r',
  ],
  [
    'read of a swapped page',
    'swapped-in-writable',
    { vmas: SMALL, entries: [pte({ kind: Kind.pteSwap })] },
    'r',
  ],
  [
    'write to a swapped page',
    'swapped-page-copied',
    { vmas: SMALL, entries: [pte({ kind: Kind.pteSwap })] },
    'w',
  ],
  [
    'write to a read-only private page',
    'frame-reused',
    { vmas: SMALL, entries: [pte(READ_ONLY)] },
    'w',
  ],
  [
    'write to the copy of a page of a file',
    'frame-reused',
    { vmas: [vma(0, 8, 'read write', FILE)], entries: [pte(READ_ONLY)] },
    'w',
  ],
  [
    'write to a read-only private hugetlb page',
    'frame-reused',
    {
      vmas: [vma(0, 512, 'read write', HUGETLB)],
      entries: [pmd({ kind: Kind.hugetlbPresent })],
    },
    'w',
  ],
  [
    'NUMA-hinting page',
    'hinting-fault-decides-anew',
    { vmas: SMALL, entries: [pte({ kind: Kind.ptePresent, write: true, protnone: true })] },
    'r',
  ],
  [
    'NUMA-hinting huge page',
    'hinting-fault-decides-anew',
    { vmas: WHOLE, entries: [pmd({ kind: Kind.pmdHuge, write: true, protnone: true })] },
    'r',
  ],
  [
    'protnone hugetlb page',
    'hugetlb-stays-protnone',
    {
      vmas: [vma(0, 512, 'read write', HUGETLB)],
      entries: [pmd({ kind: Kind.hugetlbPresent, write: true, protnone: true })],
    },
    'r',
  ],
  [
    'fault that fails where no page table is',
    'failed-fault-leaves-tables',
    { vmas: SMALL, faultErrors: FAILING },
    'r',
  ],
];

describe('a note', () => {
  it.each(MEETING)('%s: %s', (_, id, parts, asks) => {
    expect(met(parts, asks)).toEqual([id]);
  });

  it('a driver’s mapping, from 5.17 on: device-page-mapped', () => {
    const parts = { vmas: [vma(0, 8, 'read write mixedmap')] };
    const found = notes(parts, 'r', 0, ['modern', 'modern-6.12']);
    expect(found.map(({ id, sides }) => [id, sides])).toEqual([
      ['device-page-mapped', ['modern-6.12']],
    ]);
  });

  it('names the sides and the pages, and what a kernel does', () => {
    const entries = [0, 1, 3].map((index) => pte({ kind: Kind.pteSwap }, 0, index));
    const present = pte({ kind: Kind.ptePresent, write: true }, 0x2000, 2);
    const found = notes({ vmas: SMALL, entries: [...entries, present] }, 'rrrr', 0);
    expect(found).toMatchObject([
      {
        id: 'swapped-in-writable',
        rules: [12],
        sides: ['v5.7', 'legacy', 'modern'],
        pages: [
          { first: 0, pages: 2 },
          { first: 3, pages: 1 },
        ],
      },
    ]);
    expect(found[0]?.kernel).toContain('WRITE');
  });

  it('names only the sides whose run comes there', () => {
    const parts = { vmas: [vma(0, 1), vma(2, 3)], events: [event(2, { invalidate: true })] };
    const foreign = pte({ kind: Kind.pteDevicePrivate, owner: 7 });
    const swap = pte({ kind: Kind.pteSwap }, 0, 2);
    const found = notes({ vmas: [vma(0, 8)], entries: [foreign, swap] }, 'r.r', 0, [
      'modern',
      'modern-6.1',
    ]);
    expect(found).toMatchObject([{ id: 'swapped-in-writable', sides: ['modern-6.1'] }]);
    expect(notes(parts, '...')).toEqual([]);
  });
});

const NOT_MEETING: readonly (readonly [string, Partial<AddressSpaceImage>, string])[] = [
  ['a snapshot of everything', { vmas: WHOLE, entries: [pmd(HUGE)] }, '....'],
  ['a read of a read-only huge page', { vmas: WHOLE, entries: [pmd(HUGE)] }, 'r'],
  ['a write to a writable one', { vmas: WHOLE, entries: [pmd({ ...HUGE, write: true })] }, 'w'],
  [
    'a write to a shared device-memory huge page',
    { vmas: [vma(0, 512, shared)], entries: [pmd({ kind: Kind.pmdDevmap })] },
    'w',
  ],
  ['a read in a small VMA', { vmas: SMALL }, 'r'],
  ['a read where a page table is', { vmas: WHOLE, entries: [TABLE] }, 'r'],
  ['a read of a private file', { vmas: [vma(0, 8, 'read write', FILE)] }, 'r'],
  ['a write in a shared file', { vmas: [vma(0, 8, shared, FILE)] }, 'w'],
  ['a read of a shared read-only file', { vmas: [vma(0, 8, 'read shared', FILE)] }, 'r'],
  [
    'a read of a swapped page, read-only VMA',
    { vmas: [vma(0, 8, 'read')], entries: [pte({ kind: Kind.pteSwap })] },
    'r',
  ],
  [
    'a write to the zero page',
    { vmas: SMALL, entries: [pte({ ...READ_ONLY, special: true }, 1)] },
    'w',
  ],
  [
    'a write to a page of a private file',
    { vmas: [vma(0, 8, 'read write', FILE)], entries: [pte(READ_ONLY, 0x8000)] },
    'w',
  ],
  ['a write to a shared page', { vmas: [vma(0, 8, shared)], entries: [pte(READ_ONLY)] }, 'w'],
  [
    'a migrating page',
    { vmas: SMALL, entries: [pte({ kind: Kind.pteMigration, write: true })] },
    'w',
  ],
  [
    'a hugetlb page that is written for the first time',
    {
      vmas: [vma(0, 512, 'read write', HUGETLB)],
      entries: [entry(0, { kind: Kind.table }, 0, PUD)],
    },
    'w',
  ],
  [
    'a fault that fails in a page table',
    { vmas: SMALL, entries: [TABLE], faultErrors: FAILING },
    'r',
  ],
];

describe('no note', () => {
  it.each(NOT_MEETING)('%s', (_, parts, asks) => {
    expect(met(parts, asks)).toEqual([]);
  });
});

it('a page that a device had for itself may come back writable, in releases that fault it', () => {
  const parts = { vmas: SMALL, entries: [pte({ kind: Kind.pteDeviceExclusive })] };
  const writable = [pte({ kind: Kind.pteDeviceExclusive, write: true })];
  const sides = ['modern-5.14'] as const;
  expect(notes(parts, 'r', 0, sides)).toMatchObject([{ id: 'exclusive-page-writable-again' }]);
  expect(notes({ ...parts, entries: writable }, 'r', 0, sides)).toEqual([]);
});

it('every simplification has an example, or cannot be held by a scenario', () => {
  const shown = new Set([
    ...MEETING.map(([, id]) => id),
    'device-page-mapped',
    'exclusive-page-writable-again',
  ]);
  const missing = SIMPLIFICATIONS.filter(({ id }) => !shown.has(id));
  expect(missing.map(({ id, meets }) => [id, meets])).toEqual([
    ['write-protected-by-userfaultfd', null],
    ['huge-zero-page-replaced', null],
    ['fault-failed-outside', null],
  ]);
});

it('notes leave the results as they are', () => {
  const parts = { vmas: WHOLE, entries: [pmd(HUGE)] };
  const scenario = { id: 'x', mm: image(parts), range: request(0, 'ww'), format: AMDGPU };
  const [one, other] = [Runner.of(['modern']), Runner.of(['modern'])];
  one.run(scenario);
  runWithNotes(other, scenario);
  const results = [one, other].map(({ sides: [side] }) => [
    side?.record.ret,
    side?.record.walks,
    side?.hexWord(0),
    side?.hexWord(1),
  ]);
  expect(results[1]).toEqual(results[0]);
  expect(other.space.observer).toBe(null);
});
