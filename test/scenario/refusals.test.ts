// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../oracle/scenario/read';
import { AT, refusal, sample, sampleWith } from './sample';

const PLACE = { file: 'corpus.jsonl', line: 17 };

/** What is put where, which field is then named (if not that one), and what is said of it. */
interface Case {
  readonly put: unknown;
  readonly at: string;
  readonly names?: string;
  readonly says: string;
}

const HEX = 'as a lowercase hex string (0x, no leading zeros)';
const ADDRESS = `a page-aligned address below 2^47 ${HEX}`;
const VMA_END = `a page-aligned address up to 2^47 ${HEX}`;
const PFN = `a pfn below 2^40 ${HEX}`;
const WORD = `a 64-bit word ${HEX}`;
const FIRST = 'mm.entries[0]';
const TWO_MIB = '0x7f0040000000';
const ONE_GIB = '0x7f0080000000';

const VMA_ANON = { start: AT, end: '0x7f0000400000', flags: ['read'], backing: 'anon' };

function refuses(rule: string, cases: readonly Case[]): void {
  describe(`refuses ${rule}`, () => {
    it.each(cases)('$at: $put', ({ put, at, names = at, says }) => {
      const error = refusal(() => readScenario(sampleWith(at, put), PLACE));
      expect(error.message).toBe(`corpus.jsonl:17: ${names}: ${says}`);
      expect(error).toMatchObject({ file: 'corpus.jsonl', line: 17, field: names });
    });
  });
}

it('accepts the sample', () => {
  expect(readScenario(sample(), PLACE).id).toBe('sample');
});

refuses('unknown keys', [
  {
    at: 'comment',
    put: 'why',
    says: 'expected no field of this name (a scenario document has schema, id, mm, range, call, timeout, events, legacy), got "why"',
  },
  {
    at: 'mm.page',
    put: 1,
    says: 'expected no field of this name (an address space has nextPfn, zeroPfn, vmas, entries, faultErrors, lockDrops, noProgress), got 1',
  },
  {
    at: 'mm.vmas[0].name',
    put: 'heap',
    says: 'expected no field of this name (an anon VMA has start, end, flags, backing), got "heap"',
  },
  {
    at: `${FIRST}.Write`,
    put: true,
    says: 'expected no field of this name (a pte present entry has at, level, is, pfn, write, protnone, special; did you mean write?), got true',
  },
  {
    at: 'range.flags',
    put: [],
    says: 'expected no field of this name (a range has start, end, default, mask, requests, owner), got an array of 0',
  },
  {
    at: 'events[0].after',
    put: { walk: 1 },
    says: 'expected no field of this name (an event has beforeWalk, invalidate, entries, vmas, filePages, elapsed, killed), got an object {walk}',
  },
  {
    at: 'legacy.shift',
    put: 12,
    says: 'expected no field of this name (a legacy format has flags, values, pfnShift), got 12',
  },
  {
    at: 'legacy.flags.valid-bit',
    names: 'legacy.flags["valid-bit"]',
    put: '0x1',
    says: 'expected no field of this name (a set of flags has valid, write; did you mean valid?), got "0x1"',
  },
]);

refuses('fields that are missing or of another type', [
  {
    at: 'schema',
    put: 'hmm-scenario/0',
    says: 'expected one of hmm-scenario/1 hmm-scenario/2, got "hmm-scenario/0"',
  },
  {
    at: 'schema',
    put: undefined,
    says: 'expected one of hmm-scenario/1 hmm-scenario/2, got nothing',
  },
  { at: 'id', put: 7, says: 'expected a string, got 7' },
  { at: 'mm', put: undefined, says: 'expected an address space, got nothing' },
  { at: 'mm.vmas', put: {}, says: 'expected an array of VMAs, got an object {}' },
  { at: 'mm.vmas[0]', put: null, says: 'expected a VMA, got null' },
  { at: FIRST, put: 'swap', says: 'expected a page-table entry, got "swap"' },
  { at: `${FIRST}.write`, put: 1, says: 'expected true or false, got 1' },
  { at: 'range', put: [1, 2], says: 'expected a range, got an array of 2' },
  { at: 'range.default', put: 'f', says: 'expected one of . r w x, got "f"' },
  { at: 'range.owner', put: 4096, says: 'expected an integer from 0 to 4095, got 4096' },
  { at: 'range.owner', put: -1, says: 'expected an integer from 0 to 4095, got -1' },
  { at: 'range.owner', put: 0.5, says: 'expected an integer from 0 to 4095, got 0.5' },
  { at: 'events', put: true, says: 'expected an array of events, got true' },
  { at: 'events[0].beforeWalk', put: 0, says: 'expected an integer from 1 on, got 0' },
  {
    at: 'events[0].beforeWalk',
    put: undefined,
    says: 'expected an integer from 1 on, got nothing',
  },
  {
    at: 'mm.vmas[0].flags[0]',
    put: 'exec',
    says: 'expected one of read write shared io pfnmap mixedmap, got "exec"',
  },
]);

refuses('a 64-bit value that is no canonical hex string', [
  { at: `${FIRST}.pfn`, put: 8192, says: `expected ${PFN}, got 8192` },
  { at: `${FIRST}.pfn`, put: '8192', says: `expected ${PFN}, got "8192"` },
  { at: `${FIRST}.pfn`, put: '0x02000', says: `expected ${PFN}, got "0x02000"` },
  { at: `${FIRST}.pfn`, put: '0xABC', says: `expected ${PFN}, got "0xABC"` },
  { at: `${FIRST}.pfn`, put: '0X2000', says: `expected ${PFN}, got "0X2000"` },
  { at: `${FIRST}.pfn`, put: '0x', says: `expected ${PFN}, got "0x"` },
  { at: `${FIRST}.pfn`, put: '0x2000\n', says: `expected ${PFN}, got "0x2000\\n"` },
  { at: `${FIRST}.at`, put: ' 0x1000', says: `expected ${ADDRESS}, got " 0x1000"` },
  { at: 'legacy.flags.valid', put: '0x00', says: `expected ${WORD}, got "0x00"` },
  { at: 'legacy.values.none', put: 0, says: `expected ${WORD}, got 0` },
  {
    at: 'legacy.values.error',
    put: '0x10000000000000000',
    says: `expected ${WORD}, got "0x10000000000000000"`,
  },
]);

refuses('pfns of 2^40 and above', [
  { at: 'mm.nextPfn', put: '0x10000000000', says: `expected ${PFN}, got "0x10000000000"` },
  { at: 'mm.zeroPfn', put: '0x10000000000', says: `expected ${PFN}, got "0x10000000000"` },
  { at: 'mm.vmas[1].filePfn', put: '0x10000000000', says: `expected ${PFN}, got "0x10000000000"` },
  { at: `${FIRST}.pfn`, put: '0x10000000000', says: `expected ${PFN}, got "0x10000000000"` },
]);

refuses('addresses of 2^47 and above, and those that are no page', [
  { at: 'range.start', put: '0x800000000000', says: `expected ${ADDRESS}, got "0x800000000000"` },
  { at: 'range.end', put: '0x800000000000', says: `expected ${ADDRESS}, got "0x800000000000"` },
  { at: 'range.end', put: '0x7f0000003fff', says: `expected ${ADDRESS}, got "0x7f0000003fff"` },
  { at: `${FIRST}.at`, put: '0x800000000000', says: `expected ${ADDRESS}, got "0x800000000000"` },
  { at: `${FIRST}.at`, put: '0x7f0000000800', says: `expected ${ADDRESS}, got "0x7f0000000800"` },
  {
    at: 'mm.vmas[0].start',
    put: '0xffff800000000000',
    says: `expected ${ADDRESS}, got "0xffff800000000000"`,
  },
  {
    at: 'mm.vmas[3].end',
    put: '0x800000001000',
    says: `expected ${VMA_END}, got "0x800000001000"`,
  },
  {
    at: 'mm.faultErrors["0x7f0000003001"]',
    put: 'oom',
    says: `expected ${ADDRESS} as its key, got "0x7f0000003001"`,
  },
  {
    at: 'mm.faultErrors["0x800000000000"]',
    put: 'oom',
    says: `expected ${ADDRESS} as its key, got "0x800000000000"`,
  },
]);

refuses('an unknown fault error', [
  {
    at: 'mm.faultErrors["0x7f0000003000"]',
    put: 'sigkill',
    says: 'expected one of sigbus oom hwpoison sigsegv, got "sigkill"',
  },
]);

refuses('VMAs that are unaligned, empty, overlapping or out of order', [
  {
    at: 'mm.vmas[0].start',
    put: '0x7f0000000010',
    says: `expected ${ADDRESS}, got "0x7f0000000010"`,
  },
  {
    at: 'mm.vmas[0].end',
    put: AT,
    says: `expected an address above the VMA's start, ${AT}, got "${AT}"`,
  },
  {
    at: 'mm.vmas[0].end',
    put: '0x1000',
    says: `expected an address above the VMA's start, ${AT}, got "0x1000"`,
  },
  {
    at: 'mm.vmas[0].end',
    put: '0x7f0000401000',
    names: 'mm.vmas[1].start',
    says: 'expected an address from 0x7f0000401000 on, where the VMA before it ends, got "0x7f0000400000"',
  },
  {
    at: 'mm.vmas[1]',
    put: { ...VMA_ANON, start: '0x1000', end: '0x2000' },
    names: 'mm.vmas[1].start',
    says: 'expected an address from 0x7f0000400000 on, where the VMA before it ends, got "0x1000"',
  },
]);

refuses('a backing without its field, with that of another, or not aligned as its huge pages', [
  {
    at: 'mm.vmas[0].backing',
    put: 'shmem',
    says: 'expected one of anon file hugetlb, got "shmem"',
  },
  { at: 'mm.vmas[1].filePfn', put: undefined, says: `expected ${PFN}, got nothing` },
  {
    at: 'mm.vmas[0].filePfn',
    put: '0x1',
    says: 'expected no field of this name (an anon VMA has start, end, flags, backing), got "0x1"',
  },
  { at: 'mm.vmas[2].hugePageShift', put: 12, says: 'expected one of 21 30, got 12' },
  { at: 'mm.vmas[2].hugePageShift', put: undefined, says: 'expected one of 21 30, got nothing' },
  {
    at: 'mm.vmas[2].start',
    put: '0x7f0040001000',
    says: 'expected a multiple of the huge page size 0x200000, got "0x7f0040001000"',
  },
  {
    at: 'mm.vmas[2].end',
    put: '0x7f0040401000',
    says: 'expected a multiple of the huge page size 0x200000, got "0x7f0040401000"',
  },
  {
    at: 'mm.vmas[3].end',
    put: '0x7f00c0200000',
    says: 'expected a multiple of the huge page size 0x40000000, got "0x7f00c0200000"',
  },
]);

function aligned(size: string, level: string, got: string): string {
  return `expected an address aligned to ${size}, the size of a ${level} slot, got "${got}"`;
}

refuses('entries that are not aligned to their level', [
  {
    at: FIRST,
    put: { at: '0x7f0000001000', level: 'pmd', is: 'table' },
    names: `${FIRST}.at`,
    says: aligned('0x200000', 'pmd', '0x7f0000001000'),
  },
  {
    at: FIRST,
    put: { at: '0x7f0000200000', level: 'pud', is: 'none' },
    names: `${FIRST}.at`,
    says: aligned('0x40000000', 'pud', '0x7f0000200000'),
  },
  {
    at: 'events[0].entries[0]',
    put: { at: '0x7f0040000000', level: 'pgd', is: 'table' },
    names: 'events[0].entries[0].at',
    says: aligned('0x8000000000', 'pgd', '0x7f0040000000'),
  },
]);

refuses('huge and devmap pfns that are not aligned to their size', [
  {
    at: FIRST,
    put: { at: AT, level: 'pmd', is: 'huge', pfn: '0x2001' },
    names: `${FIRST}.pfn`,
    says: 'expected a pfn aligned to 0x200, the pages of a pmd slot, got "0x2001"',
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pmd', is: 'devmap', pfn: '0x100' },
    names: `${FIRST}.pfn`,
    says: 'expected a pfn aligned to 0x200, the pages of a pmd slot, got "0x100"',
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pud', is: 'devmap', pfn: '0x200' },
    names: `${FIRST}.pfn`,
    says: 'expected a pfn aligned to 0x40000, the pages of a pud slot, got "0x200"',
  },
  {
    at: 'events[0].entries[0]',
    put: { at: ONE_GIB, level: 'pud', is: 'present', pfn: '0x200' },
    names: 'events[0].entries[0].pfn',
    says: 'expected a pfn aligned to 0x40000, the pages of a pud slot, got "0x200"',
  },
]);

refuses('kinds that do not stand at that level', [
  { at: `${FIRST}.level`, put: 'p4d', says: 'expected one of pte pmd pud pgd, got "p4d"' },
  {
    at: `${FIRST}.is`,
    put: 'huge',
    says: 'expected one of present device-private swap migration hwpoison none device-exclusive devmap uffd-wp-marker poison-marker guard-marker (at level pte), got "huge"',
  },
  {
    at: `${FIRST}.level`,
    put: 'pgd',
    names: `${FIRST}.is`,
    says: 'expected one of table none (at level pgd), got "present"',
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pmd', is: 'swap' },
    names: `${FIRST}.is`,
    says: 'expected one of huge table none migration devmap device-private nonpresent bad present hwpoison (at level pmd), got "swap"',
  },
  {
    at: 'events[0].entries[0]',
    put: { at: AT, level: 'pud', is: 'huge', pfn: '0x0' },
    names: 'events[0].entries[0].is',
    says: 'expected one of table none devmap nonpresent present migration hwpoison (at level pud), got "huge"',
  },
]);

refuses('fields that an entry of its kind does not have, or misses', [
  {
    at: 'mm.entries[1].pfn',
    put: '0x1',
    says: 'expected no field of this name (a pte swap entry has at, level, is), got "0x1"',
  },
  { at: `${FIRST}.pfn`, put: undefined, says: `expected ${PFN}, got nothing` },
  {
    at: FIRST,
    put: { at: AT, level: 'pte', is: 'device-private', pfn: '0x1' },
    names: `${FIRST}.owner`,
    says: 'expected an integer from 1 to 4095, got nothing',
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pte', is: 'device-private', pfn: '0x1', owner: 0 },
    names: `${FIRST}.owner`,
    says: 'expected an integer from 1 to 4095, got 0',
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pte', is: 'device-private', pfn: '0x1', owner: 4096 },
    names: `${FIRST}.owner`,
    says: 'expected an integer from 1 to 4095, got 4096',
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pmd', is: 'huge', pfn: '0x0', special: true },
    names: `${FIRST}.special`,
    says: 'expected no field of this name (a pmd huge entry has at, level, is, pfn, write, protnone), got true',
  },
]);

const OUTSIDE = 'expected a kind that stands outside hugetlb VMAs';
const INSIDE = 'expected one of none present migration hwpoison in a hugetlb VMA';

refuses('kinds that do not stand in that VMA', [
  {
    at: FIRST,
    put: { at: AT, level: 'pmd', is: 'present', pfn: '0x0' },
    names: `${FIRST}.is`,
    says: `${OUTSIDE} (at level pmd), got "present"`,
  },
  {
    at: FIRST,
    put: { at: AT, level: 'pmd', is: 'hwpoison', pfn: '0x0' },
    names: `${FIRST}.is`,
    says: `${OUTSIDE} (at level pmd), got "hwpoison"`,
  },
  {
    at: 'events[0].entries[0]',
    put: { at: AT, level: 'pud', is: 'migration', pfn: '0x0' },
    names: 'events[0].entries[0].is',
    says: `${OUTSIDE} (at level pud), got "migration"`,
  },
  {
    at: FIRST,
    put: { at: '0x7f0100000000', level: 'pud', is: 'present', pfn: '0x0' },
    names: `${FIRST}.is`,
    says: `${OUTSIDE} (at level pud), got "present"`,
  },
  {
    at: FIRST,
    put: { at: TWO_MIB, level: 'pud', is: 'hwpoison', pfn: '0x0' },
    names: `${FIRST}.is`,
    says: `${OUTSIDE} (at level pud), got "hwpoison"`,
  },
  {
    at: FIRST,
    put: { at: TWO_MIB, level: 'pmd', is: 'huge', pfn: '0x0' },
    names: `${FIRST}.is`,
    says: `${INSIDE}, got "huge"`,
  },
  {
    at: FIRST,
    put: { at: TWO_MIB, level: 'pmd', is: 'table' },
    names: `${FIRST}.is`,
    says: `${INSIDE}, got "table"`,
  },
  {
    at: 'events[0].entries[0]',
    put: { at: ONE_GIB, level: 'pud', is: 'devmap', pfn: '0x0' },
    names: 'events[0].entries[0].is',
    says: `${INSIDE}, got "devmap"`,
  },
  {
    at: FIRST,
    put: { at: '0x7f0040201000', level: 'pte', is: 'swap' },
    names: `${FIRST}.level`,
    says: 'expected level pmd, as the hugetlb VMA there has no others, got "pte"',
  },
  {
    at: FIRST,
    put: { at: '0x7f0080200000', level: 'pmd', is: 'present', pfn: '0x0' },
    names: `${FIRST}.level`,
    says: 'expected level pud, as the hugetlb VMA there has no others, got "pmd"',
  },
]);

const SYMBOLS = 'expected a run-length string of the symbols . r w x *';
const VERSION = 'expected the symbols . r w x only; * is a request since hmm-scenario/2';
const RUN = 'expected an optional count from 1 on, then a symbol of . r w x *';

refuses('`*` other than as a mask', [
  { at: 'range.default', put: '*', says: 'expected one of . r w x, got "*"' },
  { at: 'range.requests', put: '3.*', says: `${VERSION}, got "3.*"` },
]);

function addsUp(pages: number, total: number): string {
  return `expected run lengths that add up to the range's pages (${pages}), got ${total}`;
}

refuses('run lengths that do not add up to the pages of the range', [
  { at: 'range.requests', put: 'r2.', says: addsUp(4, 3) },
  { at: 'range.requests', put: '5r', says: addsUp(4, 5) },
  { at: 'range.requests', put: '', says: addsUp(4, 0) },
  { at: 'range.requests', put: '4r1000000000000.', says: addsUp(4, 1000000000004) },
  { at: 'range.requests', put: '3.r2', says: `${RUN}, at character 4, got "the end"` },
  { at: 'range.requests', put: '4.0r', says: `${RUN}, at character 2, got "0r"` },
  { at: 'range.requests', put: 'r 2.w', says: `${SYMBOLS}, got "r 2.w"` },
  { at: 'range.start', put: '0x7f0000004000', names: 'range.requests', says: addsUp(0, 4) },
  { at: 'range.start', put: '0x7f0000008000', names: 'range.requests', says: addsUp(0, 4) },
]);

refuses('a pfnShift outside 0 to 63', [
  { at: 'legacy.pfnShift', put: 64, says: 'expected an integer from 0 to 63, got 64' },
  { at: 'legacy.pfnShift', put: -1, says: 'expected an integer from 0 to 63, got -1' },
  { at: 'legacy.pfnShift', put: '12', says: 'expected an integer from 0 to 63, got "12"' },
]);

refuses('ranges of more than 2^24 pages', [
  {
    at: 'range.start',
    put: '0x7ef000003000',
    names: 'range',
    says: 'expected at most 16777216 pages, got 16777217',
  },
]);

describe('refuses what is no object at all', () => {
  it.each([
    [[], 'an array of 0'],
    [null, 'null'],
    ['x', '"x"'],
    [undefined, 'nothing'],
  ])('%j', (value, got) => {
    const error = refusal(() => readScenario(value, PLACE));
    expect(error.message).toBe(`corpus.jsonl:17: expected a scenario document, got ${got}`);
    expect(error.field).toBeUndefined();
  });
});

it('refuses a field named __proto__, which JSON can hold', () => {
  const value: unknown = JSON.parse(`{"__proto__": 1, ${JSON.stringify(sample()).slice(1)}`);
  expect(refusal(() => readScenario(value, PLACE)).field).toBe('__proto__');
});
