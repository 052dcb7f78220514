// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { explainScenario } from '../../../oracle/check/explained';
import type { Picture, PictureCell, PictureRow } from '../../../report/html/picture/model';
import { pictureOf } from '../../../report/html/picture/picture';
import { stripsOf } from '../../../report/html/picture/strips';
import { answerOf, versionRows, wantedRow } from '../../../report/html/picture/version-rows';
import { packDetails } from '../../../report/html/render/pack-details';
import { stretchesOf } from '../../../report/html/view/space-view';
import { at, explained, sampleDocument } from '../../explain/samples';
import { protnonePages } from '../../support/wide-scenario';
import { READ_ONLY, withPlantedFault } from './support';

function row(picture: Picture, label: string): PictureRow | undefined {
  return picture.rows.find((one) => one.label === label);
}

/** Cells as `first+columns text`. */
function cells(found: PictureRow | undefined): readonly string[] {
  return found?.cells.map(({ first, columns, text }) => `${first}+${columns} ${text}`) ?? [];
}

function cellAt(picture: Picture, label: string, column: number): PictureCell | undefined {
  return row(picture, label)?.cells.find(
    ({ first, columns }) => first <= column && column < first + columns,
  );
}

describe('a picture', () => {
  it('has a huge page as one block over its pages, open where it goes on', () => {
    const document = sampleDocument('4.', 4, [
      { at: at(0), level: 'pmd', is: 'huge', pfn: '0x200', write: true, protnone: false },
    ]);
    const picture = pictureOf(explained(document));
    expect(cells(row(picture, 'entry'))).toEqual(['0+4 pmd huge']);
    expect(cellAt(picture, 'entry', 0)).toMatchObject({ look: 'block', opens: 'right' });
    expect(cells(row(picture, 'modern'))).toEqual(['0+1 W', '1+1 W', '2+1 W', '3+1 W']);
    expect(cellAt(picture, 'modern', 3)?.small).toBe('write 0x203');
  });

  it('has a missing table as a hole, and pages without a VMA as a gap', () => {
    const document = sampleDocument('2.', 2, [], {
      range: { start: at(511), end: at(513), default: '.', mask: '.', requests: '2.', owner: 0 },
    });
    const picture = pictureOf(explained(document));
    expect(row(picture, 'vma')?.cells.map(({ look, opens }) => [look, opens])).toEqual([
      ['vma', 'left'],
      ['gap', ''],
    ]);
    expect(cellAt(picture, 'entry', 0)?.look).toBe('hole');
  });

  it('marks faults and retries with the number of the walk, in order', () => {
    const picture = pictureOf(explained(READ_ONLY));
    const index = picture.rows.findIndex(({ label }) => label === 'modern');
    const [side, marks] = picture.rows.slice(index);
    expect(cells(marks)).toEqual(['0+1 ▸1', '3+1 ●1 ▸2']);
    expect(marks?.cells[1]?.name).toBe(
      'walk 1: write fault, rule 11: mapped as pfn 0x100000 write; walk 2 begins again',
    );
    expect(side?.note).toBe('returns 0, 2 walks');
  });

  it('says where other threads change an entry', () => {
    const document = sampleDocument('2r', 2, [], {
      events: [
        { beforeWalk: 2, invalidate: false, entries: [{ at: at(1), level: 'pte', is: 'swap' }] },
      ],
    });
    expect(cells(row(pictureOf(explained(document)), 'others'))).toEqual(['1+1 ◆2']);
  });

  it('lets a known difference stand out on both sides and between them', () => {
    const picture = pictureOf(explainScenario(protnonePages(3), ['legacy', 'modern']));
    expect(cells(row(picture, '≠'))).toEqual(['0+3 ≠ pte-protnone-valid']);
    expect(cellAt(picture, 'legacy', 1)).toMatchObject({ look: 'state-read', stands: 'out' });
    expect(cellAt(picture, 'modern', 1)).toMatchObject({ look: 'state-stray', stands: 'out' });
  });

  it('lets a new difference stand out as new', () => {
    const picture = pictureOf(withPlantedFault(READ_ONLY));
    expect(row(picture, '≠')?.cells.map(({ look }) => look)).toContain('new');
    expect(cellAt(picture, 'modern', 3)?.stands).toBe('new');
    expect(cellAt(picture, 'modern', 1)?.stands).toBe('');
  });

  it('tells of each column the raw words, their bits, what was met and what happened', () => {
    const { details } = pictureOf(explained(READ_ONLY, ['modern']));
    expect(details[3]).toEqual({
      title: 'page 3',
      facts: [
        ['address', at(3)],
        ['vma', 'A, read write, anon'],
        ['entry', 'pte none'],
        ['request', 'write, effectively write'],
      ],
      sides: [
        {
          side: 'modern',
          word: '0xc000000000100000',
          bits: 'VALID WRITE | pfn 0x100000',
          says: 'write 0x100000',
          met: 'pte present write',
          happened:
            'walk 1: write fault, rule 11: mapped as pfn 0x100000 write; walk 2 begins again',
          broken: '',
        },
      ],
    });
  });
});

describe('a wide picture', () => {
  const picture = pictureOf(explainScenario(protnonePages(100), ['legacy', 'modern']));

  it('is cut into strips that lose nothing', () => {
    const strips = stripsOf(picture, 32);
    expect(strips.map(({ first, heads }) => [first, heads.length])).toEqual([
      [0, 32],
      [32, 32],
      [64, 32],
      [96, 4],
    ]);
    for (const [index, { cells: whole }] of picture.rows.entries()) {
      const columns = strips.flatMap(({ rows }) => rows[index]?.cells ?? []);
      const sum = (list: readonly PictureCell[]): number =>
        list.reduce((total, one) => total + one.columns, 0);
      expect(sum(columns)).toBe(sum(whole));
    }
  });

  it('opens a cell at the edges where it is cut', () => {
    const strips = stripsOf(picture, 32);
    const vma = strips.map(({ rows }) => rows[0]?.cells.map(({ opens }) => opens));
    expect(vma).toEqual([['right'], ['both'], ['both'], ['left']]);
  });

  it('packs each text once', () => {
    const { texts, columns } = packDetails(picture.details);
    expect(new Set(texts).size).toBe(texts.length);
    expect(columns).toHaveLength(100);
    const [title, facts] = columns[7] ?? [0, []];
    expect(texts[title]).toBe('page 7');
    expect(facts.map((index) => texts[index]).slice(0, 2)).toEqual(['address', at(7)]);
  });
});

describe('the rows of a driver’s versions', () => {
  const pages = explained(sampleDocument('2.', 2, []), []).pages;

  it('stand above each other, page by page', () => {
    const before = ['page 0 asked read: unmapped', 'page 1 asked read: maps frame 0x1'];
    const after = ['page 0 asked read: unmapped', 'page 1 asked nothing: unmapped'];
    const rows = versionRows(pages, answerOf(before), answerOf(after));
    expect(rows.map(({ label }) => label)).toEqual(['before', '≠', 'after']);
    expect(rows[0]?.cells.map(({ stands }) => stands)).toEqual(['', 'out']);
    expect(cells(rows[2])[1]).toBe('1+1 asked nothing: unmapped');
  });

  it('say what becomes of a whole window', () => {
    const rows = versionRows(pages, answerOf(['fails with -EFAULT']), answerOf([]));
    expect(cells(rows[0])).toEqual(['0+2 fails with -EFAULT']);
  });

  it('stand below what the device wants', () => {
    const row = wantedRow(pages, ['read', 'write']);
    expect([row.label, cells(row)]).toEqual(['wants', ['0+1 read', '1+1 write']]);
  });
});

describe('the space around a range', () => {
  it('has VMAs, gaps and the range in order', () => {
    const { mm, range, ...others } = sampleDocument('2.', 2, []);
    const later = { start: at(600), end: at(700), flags: ['read'], backing: 'anon' } as const;
    const document = { ...others, mm: { ...mm, vmas: [...mm.vmas, later] }, range };
    const found = stretchesOf(document).map(
      ({ vma, pages, inRange, begins }) => `${vma || 'gap'} ${pages} ${inRange} ${begins}`,
    );
    expect(found).toEqual([
      'A 2 pages true true',
      'A 510 pages false false',
      'gap 88 pages false true',
      'B 100 pages false true',
    ]);
  });
});
