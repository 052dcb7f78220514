// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { attributeBits, Kind, kindOf, ownerOf, pfnOf } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { PMD, PUD } from '../../mm/units';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import { AT, sample, sampleWith } from './sample';

const PLACE = { file: 'corpus.jsonl', line: 1 };

function read(value: unknown): Scenario {
  return readScenario(value, PLACE);
}

/** The first entry of the scenario, when that is this one. */
function readEntry(entry: unknown): Scenario['mm']['entries'][number] {
  const [first] = read(sampleWith('mm.entries[0]', entry)).mm.entries;
  if (first === undefined) throw new Error('no entry was read');
  return first;
}

describe('what is read', () => {
  it('has the VMAs with their flags and backings', () => {
    const { vmas } = read(sample()).mm;
    expect(vmas.map((vma) => vma.backing)).toEqual([
      { kind: 'anon' },
      { kind: 'file', filePfn: 0x400000 },
      { kind: 'hugetlb', level: PMD, size: 2 ** 21 },
      { kind: 'hugetlb', level: PUD, size: 2 ** 30 },
    ]);
    expect(vmas[0]).toMatchObject({
      start: 0x7f0000000000,
      end: 0x7f0000400000,
      read: true,
      write: true,
      shared: false,
      io: false,
      pfnmap: false,
      mixedmap: false,
    });
  });

  it('has the range with an ask a page', () => {
    expect(read(sample()).range).toEqual({
      start: 0x7f0000000000,
      end: 0x7f0000004000,
      defaults: Ask.nothing,
      mask: Ask.write,
      asks: Uint8Array.of(Ask.read, Ask.nothing, Ask.nothing, Ask.write),
      owner: 1,
    });
  });

  it('has fault errors by address', () => {
    expect([...read(sample()).mm.faultErrors]).toEqual([[0x7f0000003000, 'sigbus']]);
  });

  it('has the events with their entries', () => {
    expect(read(sample()).mm.events).toEqual([
      {
        beforeWalk: 2,
        invalidate: true,
        entries: [{ at: 0x7f0000001000, level: 0, low: 0, high: 0 }],
      },
    ]);
  });

  it('has the format', () => {
    expect(read(sample()).format?.fields).toEqual({
      flags: { valid: 1n, write: 2n },
      values: { error: 0xfffffffffffffffen, none: 0n, special: 0xfffffffffffffffcn },
      pfnShift: 12,
    });
  });
});

describe('entries', () => {
  it('keep all 40 bits of a pfn', () => {
    const { low, high } = readEntry({ at: AT, level: 'pte', is: 'hwpoison', pfn: '0xfedcba9877' });
    expect(pfnOf(low, high)).toBe(0xfedcba9877);
    expect(kindOf(high)).toBe(Kind.pteHwpoison);
  });

  it('keep an owner of 4095', () => {
    const document = { at: AT, level: 'pte', is: 'device-private', pfn: '0x1', owner: 4095 };
    expect(ownerOf(readEntry(document).high)).toBe(4095);
  });

  it('are read-only, accessible and not special unless they say so', () => {
    const { high } = readEntry({ at: AT, level: 'pte', is: 'present', pfn: '0x1' });
    expect(high).toBe(attributeBits({ kind: Kind.ptePresent }));
  });

  it('may stand outside any VMA', () => {
    const { high } = readEntry({ at: '0x1000', level: 'pte', is: 'swap' });
    expect(kindOf(high)).toBe(Kind.pteSwap);
  });

  it.each([
    ['0x7f0040200000', 'pmd', Kind.hugetlbMigration],
    ['0x7f0080000000', 'pud', Kind.hugetlbMigration],
    ['0x7f0000200000', 'pmd', Kind.pmdMigration],
    ['0x7f0040400000', 'pmd', Kind.pmdMigration],
  ])('at %s: a %s migration is of the kind that the VMA there asks for', (at, level, kind) => {
    const { high } = readEntry({ at, level, is: 'migration', pfn: '0x1' });
    expect(kindOf(high)).toBe(kind);
  });

  it('may be tables above a hugetlb VMA', () => {
    const { high } = readEntry({ at: '0x7f0040000000', level: 'pud', is: 'table' });
    expect(kindOf(high)).toBe(Kind.table);
  });

  it('may be a devmap where a smaller hugetlb VMA begins', () => {
    const document = { at: '0x7f0040000000', level: 'pud', is: 'devmap', pfn: '0x40000' };
    expect(kindOf(readEntry(document).high)).toBe(Kind.pudDevmap);
  });
});

describe('limits that are still inside', () => {
  it.each([
    ['mm.vmas[3]', { start: '0x7fffc0000000', end: '0x800000000000', flags: [], backing: 'anon' }],
    ['mm.nextPfn', '0xffffffffff'],
    ['range.owner', 4095],
    ['range.mask', '*'],
    ['legacy.pfnShift', 0],
    ['legacy.pfnShift', 63],
    ['legacy.values.none', '0xffffffffffffffff'],
    ['mm.vmas[0].flags', []],
    ['mm.faultErrors["0x7f0040001000"]', 'hwpoison'],
    ['events[0].beforeWalk', 65],
  ])('%s: %j', (path, value) => {
    expect(() => read(sampleWith(path, value))).not.toThrow();
  });

  it('2^24 pages, each with a symbol of its own', () => {
    const document = sampleWith('range', {
      start: '0x1000000000',
      end: '0x2000000000',
      default: '.',
      mask: '*',
      requests: 'r'.repeat(2 ** 24),
      owner: 0,
    });
    const { asks } = read(document).range;
    expect(asks.length).toBe(2 ** 24);
    expect(asks.every((ask) => ask === Ask.read)).toBe(true);
  });

  it.each(['0x7f0000004000', '0x7f0000008000'])(
    'a range that ends at 0x7f0000004000 and starts at %s has no pages',
    (start) => {
      const range = {
        start,
        end: '0x7f0000004000',
        default: 'r',
        mask: '*',
        requests: '',
        owner: 0,
      };
      expect(read(sampleWith('range', range)).range.asks.length).toBe(0);
    },
  );
});

describe('what is shared', () => {
  it('identical formats are one instance', () => {
    expect(read(sample()).format).toBe(read(sample()).format);
  });

  it('formats that differ in one value are not', () => {
    const other = read(sampleWith('legacy.values.special', '0x4'));
    expect(other.format).not.toBe(read(sample()).format);
    expect(other.format?.fields.values.special).toBe(4n);
  });

  it('the empty fault errors are one map, written or not', () => {
    const missing = read(sampleWith('mm.faultErrors', undefined)).mm.faultErrors;
    const empty = read(sampleWith('mm.faultErrors', {})).mm.faultErrors;
    expect(missing.size).toBe(0);
    expect(empty).toBe(missing);
  });
});

it('an event needs neither `invalidate` nor `entries`', () => {
  const { events } = read(sampleWith('events', [{ beforeWalk: 1 }])).mm;
  expect(events).toEqual([{ beforeWalk: 1, invalidate: false, entries: [] }]);
});
