// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { EntryDocument, ScenarioDocument } from '../../oracle/scenario/schema';
import { explainText } from '../../report/text/explain/explain-text';
import type { Style } from '../../report/text/style';
import { EXPECTED, GRID } from './expected-text';
import { at, explained, sampleDocument, sectionOf, textOf } from './samples';

const PROTNONE: EntryDocument = {
  at: at(0),
  level: 'pte',
  is: 'present',
  pfn: '0x2000',
  write: true,
  protnone: true,
};
const SWAP: EntryDocument = { at: at(1), level: 'pte', is: 'swap' };
const RANGE = 'The range, by page: what the call finds, and what each side reports';
const TWO_PAGES = sampleDocument('.w', 2, [PROTNONE, SWAP]);

/** The section of a document's explanation. */
function section(document: ScenarioDocument, title: string, width = 100): readonly string[] {
  return sectionOf(textOf(explained(document), width), title);
}

it('tells all of a scenario of two pages', () => {
  expect(textOf(explained(TWO_PAGES))).toBe(EXPECTED);
});

describe('the drawing', () => {
  it('has symbols and a legend where words do not fit', () => {
    const entries: readonly EntryDocument[] = [
      PROTNONE,
      SWAP,
      { at: at(2), level: 'pte', is: 'present', pfn: '0x1', special: true },
      { at: at(3), level: 'pte', is: 'present', pfn: '0x77', special: true },
      { at: at(4), level: 'pte', is: 'device-private', pfn: '0x8000', write: true, owner: 1 },
      { at: at(5), level: 'pte', is: 'device-private', pfn: '0x8001', owner: 2 },
      { at: at(6), level: 'pte', is: 'hwpoison', pfn: '0x5' },
      { at: at(7), level: 'pte', is: 'migration', pfn: '0x6', write: true },
    ];
    expect(section(sampleDocument('7.rx2.w', 12, entries), RANGE)).toEqual(GRID);
  });

  it('is a table of runs for many pages', () => {
    const document = sampleDocument('100.r99.r99.r99.r99.r', 501, [
      { at: at(0), level: 'pmd', is: 'huge', pfn: '0x4000', write: true, protnone: true },
    ]);
    const vmas = [{ start: at(0), end: at(300), flags: ['read'], backing: 'anon' }] as const;
    const lines = section({ ...document, mm: { ...document.mm, vmas } }, RANGE);
    expect(lines.slice(0, 3)).toEqual([
      '  page     address         vma   slot                     pfn       request  effective  all sides',
      '  0–99     0x7f0000000000  A     pmd huge write protnone  0x4000 …  .        .          write',
      '  100      0x7f0000064000  A     pmd huge write protnone  0x4064    r        r          write',
    ]);
    expect(lines.at(-2)).toMatch(/^ {2}500 .* none .* r .* not reached$/);
    expect(lines.at(-1)).toBe('  request:  . nothing   r read');
  });

  it('of a whole PMD is a column', () => {
    const document = sampleDocument('512.', 512, [
      { at: at(0), level: 'pmd', is: 'huge', pfn: '0x4000', write: true },
    ]);
    expect(section(document, RANGE)).toEqual([
      '  page       0–511',
      '  address    0x7f0000000000',
      '  vma        A',
      '  slot       pmd huge',
      '  entry      write',
      '  pfn        0x4000 …',
      '  request    nothing',
      '  effective  nothing',
      '  all sides  write 0x4000 …',
    ]);
  });

  it('marks pages whose fault fails, and other VMAs', () => {
    const document = sampleDocument('..', 2, []);
    const mm = {
      ...document.mm,
      vmas: [
        { start: at(0), end: at(1), flags: [], backing: 'file', filePfn: '0x9' },
        { start: at(1024), end: at(1536), flags: ['read'], backing: 'hugetlb', hugePageShift: 21 },
      ],
      faultErrors: { [at(1)]: 'sigbus' },
    } as const;
    expect(section({ ...document, mm }, 'Address space').slice(0, 2)).toEqual([
      '  vma A  0x7f0000000000–0x7f0000001000 (1 page)     no access, file from pfn 0x9',
      '  vma B  0x7f0000400000–0x7f0000600000 (512 pages)  read, hugetlb of 2 MiB, outside the range',
    ]);
    const lines = section({ ...document, mm }, RANGE);
    expect(lines).toContain('  vma        A               none');
    expect(lines).toContain('  fails                      sigbus');
  });
});

describe('the steps', () => {
  it('tell of events, and of the stale sequence', () => {
    const gone = { ...SWAP, is: 'none' } as const;
    const events = [{ beforeWalk: 2, invalidate: true, entries: [gone] }];
    expect(section(sampleDocument('.r', 2, [SWAP], { events }), 'What all sides did')).toEqual([
      '  walk 1 from 0x7f0000000000',
      '    test_walk 0x7f0000000000–0x7f0000002000 (2 pages): vma A, walk it',
      '    pmd_entry 0x7f0000000000–0x7f0000002000 (2 pages): table',
      '      0x7f0000000000: pte none, reported as none',
      '      0x7f0000001000: pte swap, but page 1 needs a read fault',
      '        handle_mm_fault for 0x7f0000001000–0x7f0000002000 (1 page), all for reading',
      '          0x7f0000001000: rule 12, swapped in as pfn 0x100000 read-only',
      '        walk again from there',
      '  before walk 2, other threads: 0x7f0000001000 becomes pte none; the range is invalidated',
      '  before walk 2: the sequence is stale, which is -EBUSY',
    ]);
  });

  it('join like pieces, and like pages', () => {
    const document = sampleDocument('1536.512r', 2048, [
      { at: at(0), level: 'pmd', is: 'huge', pfn: '0x4000', write: true },
      { at: at(512), level: 'pmd', is: 'huge', pfn: '0x4200', write: true },
      { at: at(1024), level: 'pmd', is: 'huge', pfn: '0x9000', write: true },
    ]);
    const vmas = [{ start: at(0), end: at(2048), flags: ['read'], backing: 'anon' }] as const;
    const lines = section({ ...document, mm: { ...document.mm, vmas } }, 'What all sides did');
    expect(lines.slice(2)).toEqual([
      '    pmd_entry 2 times, 0x7f0000000000–0x7f0000400000 (1024 pages): huge pfn 0x4000 write, reported',
      '        as pfn 0x4000 read/write and on',
      '    pmd_entry 0x7f0000400000–0x7f0000600000 (512 pages): huge pfn 0x9000 write, reported as pfn',
      '        0x9000 read/write and on',
      '    pte_hole 0x7f0000600000–0x7f0000800000 (512 pages): nothing there, but page 1536 needs a',
      '        read fault',
      '      handle_mm_fault for 0x7f0000600000–0x7f0000800000 (512 pages), all for reading',
      '        0x7f0000600000–0x7f0000800000 (512 pages): rule 11, the zero page is mapped',
      '      walk again from there',
      '  walk 2 from 0x7f0000600000',
      '    test_walk 0x7f0000600000–0x7f0000800000 (512 pages): vma A, walk it',
      '    pmd_entry 0x7f0000600000–0x7f0000800000 (512 pages): table',
      '      0x7f0000600000–0x7f0000800000 (512 pages): pte present special read-only, reported as pfn 0x1',
      '          read-only',
    ]);
  });

  it('leave out most of many walks', () => {
    const entries = Array.from({ length: 70 }, (_, page): EntryDocument => {
      return { at: at(page), level: 'pte', is: 'migration', pfn: '0x2000' };
    });
    const lines = section(sampleDocument('70r', 70, entries), 'What all sides did');
    expect(lines).toContain(
      '  … 65 more walks, 5 to 69, from 0x7f0000003000 to 0x7f0000043000: 65 wait',
    );
    expect(
      lines.filter((line) => line.startsWith('  walk ')).map((line) => line.slice(0, 11)),
    ).toEqual([
      ...['  walk 1 fr', '  walk 2 fr', '  walk 3 fr', '  walk 4 fr'],
      ...['  walk 70 f', '  walk 71 f'],
    ]);
  });

  it('show walks before which other threads act, however many there are', () => {
    const entries = Array.from({ length: 70 }, (_, page): EntryDocument => {
      return { at: at(page), level: 'pte', is: 'migration', pfn: '0x2000' };
    });
    const gone: EntryDocument = { at: at(0), level: 'pte', is: 'none' };
    const events = [{ beforeWalk: 30, entries: [gone] }];
    const lines = section(sampleDocument('70r', 70, entries, { events }), 'What all sides did');
    expect(lines.filter((line) => / more walks|walk 30/.test(line))).toEqual([
      '  … 25 more walks, 5 to 29, from 0x7f0000003000 to 0x7f000001b000: 25 wait',
      '  before walk 30, other threads: 0x7f0000000000 becomes pte none',
      '  walk 30 from 0x7f000001c000',
      '  … 39 more walks, 31 to 69, from 0x7f000001d000 to 0x7f0000043000: 39 wait',
    ]);
  });
});

describe('what is wrong with a format', () => {
  it('is said with what comes of it', () => {
    const legacy = { ...TWO_PAGES.legacy, flags: { valid: '0x1', write: '0x1' } };
    const document = { ...sampleDocument('r', 1, []), legacy };
    expect(section(document, 'Customizable format')).toEqual([
      '  flags   VALID 0x1  WRITE 0x1  pfn_shift 12',
      '  values  error 0xfffffffffffffffe  none 0x0  special 0xfffffffffffffffc',
      '  ill-formed:',
      '    flags-equal: a request to read asks to write, and every page that the CPU may read counts as',
      '      writable',
      '    a request for read means read, and asks write',
    ]);
    expect(section(document, 'Verdict').slice(1, 4)).toEqual([
      '  legacy / modern: differ',
      '    format-asks-flags-equal: faults, page 0',
      '      flags[VALID] equals flags[WRITE]: a read request is a write request, and WRITE alone is one',
    ]);
  });
});

describe('the words', () => {
  it('stand under each other where they do not fit next to each other', () => {
    const wide = { ...PROTNONE, pfn: '0xfffffffff' };
    expect(section(sampleDocument('.', 1, [wide]), 'The arrays, word by word', 80)).toEqual([
      '  page',
      '  0     v5.7, legacy  0xfffffffff001  VALID | pfn 0xfffffffff',
      '        modern        0xfffffffff     pfn 0xfffffffff | no flag',
    ]);
  });

  it('are runs of many pages', () => {
    const document = sampleDocument('100.412r', 512, [
      { at: at(0), level: 'pmd', is: 'huge', pfn: '0x4000', write: true },
    ]);
    expect(section(document, 'The arrays, word by word')).toEqual([
      '  page',
      '  0–511  v5.7, legacy  0x4000003 + 0x1000 a page        VALID WRITE | pfn 0x4000 …',
      '         modern        0xc000000000004000 + 0x1 a page  VALID WRITE | pfn 0x4000 …',
    ]);
  });
});

it('has colours only by its style', () => {
  const style: Style = {
    good: (text) => `<good>${text}</good>`,
    bad: (text) => `<bad>${text}</bad>`,
    title: (text) => `<title>${text}</title>`,
    dim: (text) => `<dim>${text}</dim>`,
  };
  const text = explainText(explained(TWO_PAGES), { width: 100, style });
  expect(text).toContain('<title>sample</title>  <dim>sample.json:1</dim>');
  expect(text).toContain('  v5.7 / legacy: <good>equal</good>');
  expect(text).toContain('    <title>pte-protnone-valid</title>: page 0');
  expect(text).toContain(
    '    <bad>-page 0 0x7f0000000000 pfn 0x2000 read-only [pte-protnone]</bad>',
  );
  expect(text.replace(/<\/?(?:good|bad|title|dim)>/g, '')).toBe(EXPECTED);
});
