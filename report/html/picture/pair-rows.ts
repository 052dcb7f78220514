// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageRun } from '../../../oracle/explain/explanation';
import type { ExplainedPair } from '../../../oracle/explain/verdicts';
import { ASPECTS } from '../../text/explain/names';
import { bands, type CellContent, eachColumn, pictureCell } from './columns';
import type { PictureRow } from './model';

/** What stands where nothing known explains a difference. */
const NEW = 'new';

/** Between two sides: where they differ, and what explains it. */
export function pairRows(
  pages: readonly PageRun[],
  pair: ExplainedPair | undefined,
): readonly PictureRow[] {
  if (pair === undefined) return [];
  const row = { kind: 'pair', note: '' } as const;
  const whole = (label: string, content: CellContent): PictureRow => ({
    ...row,
    label,
    cells: pages.length === 0 ? [] : [pictureCell(0, pages.length, content)],
  });
  switch (pair.verdict) {
    case 'equal':
      return [{ ...row, label: '=', cells: [] }];
    case 'incomparable': {
      const text = `not comparable: ${pair.why.id}`;
      return [whole('?', { text, name: text, look: 'incomparable' })];
    }
    case 'differ':
      return [differing(pages, pair)];
  }
}

function differing(
  pages: readonly PageRun[],
  { causes, left, right }: Extract<ExplainedPair, { readonly verdict: 'differ' }>,
): PictureRow {
  const ids = new Map<number, string[]>();
  for (const cause of causes) {
    const id = cause.id ?? NEW;
    for (const span of cause.pages) {
      eachColumn(pages, span, (column) => ids.set(column, [...(ids.get(column) ?? []), id]));
    }
  }
  const aspects = causes.flatMap((cause) => cause.aspects.map((aspect) => ASPECTS[aspect]));
  return {
    kind: 'pair',
    label: '≠',
    note: [...new Set(aspects)].join(', '),
    cells: bands(
      pages,
      (_, column) => ids.get(column)?.join(', '),
      (_, first): CellContent => {
        const found = ids.get(first) ?? [];
        const what = found.join(', ');
        return {
          text: `≠ ${what}`,
          name: `${left} and ${right} differ: ${what}`,
          look: found.includes(NEW) ? 'new' : 'differs',
        };
      },
    ),
  };
}
