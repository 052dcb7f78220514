// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { SIMPLIFICATIONS } from '../../oracle/simplifications/registry';
import { scenarioView } from '../../report/html/view/scenario-view';
import { simplificationsPage } from '../../report/pages/simplifications-page';
import { at, explained, sampleDocument, sectionOf, textOf } from '../explain/samples';

const TITLE = 'Where the models are simpler than a kernel';
const HUGE = [{ at: at(0), level: 'pmd', is: 'huge', pfn: '0x200000' }] as const;
const written = explained(sampleDocument('4w', 4, HUGE));
const read = explained(sampleDocument('4r', 4, HUGE));

describe('a write to a read-only huge page', () => {
  it('is explained with what a kernel does instead', () => {
    expect(written.sides.map(({ ret, walks }) => [ret, walks])).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
    ]);
    const text = textOf(written);
    expect(text.split('\n')).toContain('simpler than a kernel: huge-page-split');
    const lines = sectionOf(text, TITLE);
    expect(lines[0]).toBe('  huge-page-split, rules 7, 8: v5.7, legacy, modern, page 0');
    expect(lines.join(' ')).toMatch(/splits the +mapping.*-EBUSY/);
  });

  it('is shown so on the page', () => {
    expect(scenarioView(written).notes).toMatchObject([
      { id: 'huge-page-split', where: 'rules 7, 8; v5.7, legacy, modern, page 0' },
    ]);
  });
});

it('a read of one is not', () => {
  expect(read.notes).toEqual([]);
  expect(textOf(read)).not.toContain('simpler than a kernel');
  expect(scenarioView(read).notes).toEqual([]);
});

it('the page has a heading for each', () => {
  const page = simplificationsPage(SIMPLIFICATIONS);
  for (const { id, since } of SIMPLIFICATIONS) {
    expect(page).toContain(`\n## ${id}\n`);
    expect(page.toLowerCase()).toContain(since.toLowerCase());
  }
});
