// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import { MASK_ASKS, PAGE_ASKS } from '../../oracle/generate/blocks';
import { effectiveAsk } from '../../oracle/scenario/requests';

/** The effective request of a page. */
type RequestEffect = 'nothing' | 'read' | 'write';

/** One choice of default_flags and pfn_flags_mask, and its effect on each request. */
interface PolicyRow {
  readonly defaults: Ask;
  readonly mask: Ask;
  /** By the request of the page: nothing, read, write, write without fault. */
  readonly effects: readonly RequestEffect[];
  /** The first row with the same effects, if this is not it: the policy adds nothing. */
  readonly sameAs: number | undefined;
}

const SYMBOLS: Readonly<Record<Ask, string>> = {
  [Ask.nothing]: '0',
  [Ask.read]: 'REQ_FAULT',
  [Ask.write]: 'REQ_FAULT|REQ_WRITE',
  [Ask.writeOnly]: 'REQ_WRITE',
  [Ask.all]: '-1UL',
};

/** The complete truth table of default × mask × request (`hmm_pte_need_fault`). */
export function requestsTable(): readonly PolicyRow[] {
  const rows = PAGE_ASKS.flatMap((defaults) =>
    MASK_ASKS.map((mask) => ({
      defaults,
      mask,
      effects: PAGE_ASKS.map((ask) => effectOf(ask, mask, defaults)),
    })),
  );
  return rows.map((row, number) => {
    const first = rows.findIndex(({ effects }) => effects.join() === row.effects.join());
    return { ...row, sameAs: first === number ? undefined : first };
  });
}

/** The table for a terminal. */
export function requestsText(): string {
  const rows = requestsTable();
  const widths = [3, 21, 21, ...PAGE_ASKS.map((ask) => Math.max(9, SYMBOLS[ask].length + 2))];
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd();
  return [
    'The effective request of a page, by its own request (columns), the defaults and the mask:',
    '',
    line(['#', 'default_flags', 'pfn_flags_mask', ...PAGE_ASKS.map((ask) => SYMBOLS[ask])]),
    ...rows.map(({ defaults, mask, effects, sameAs }, number) =>
      line([
        String(number + 1),
        SYMBOLS[defaults],
        SYMBOLS[mask],
        ...effects.map((effect) => (effect === 'nothing' ? '-' : effect)),
        sameAs === undefined ? '' : `as ${sameAs + 1}`,
      ]),
    ),
    '',
    summary(rows),
  ].join('\n');
}

/** The table as Markdown; rows are numbered from 1, a redundant one refers to the first equal one. */
export function requestsMarkdown(): string {
  const rows = requestsTable();
  const requests = PAGE_ASKS.map(code).join(' | ');
  return [
    `| # | default_flags | pfn_flags_mask | ${requests} | |`,
    `|---|---|---|${PAGE_ASKS.map(() => '---|').join('')}---|`,
    ...rows.map(({ defaults, mask, effects, sameAs }, number) => {
      const cells = [
        code(defaults),
        code(mask),
        ...effects.map((effect) => (effect === 'nothing' ? '–' : effect)),
      ];
      const redundant = sameAs === undefined ? '' : `as ${sameAs + 1}`;
      return `| ${number + 1} | ${cells.join(' | ')} | ${redundant} |`;
    }),
    '',
    summary(rows),
  ].join('\n');
}

function summary(rows: readonly PolicyRow[]): string {
  const distinct = rows.filter(({ sameAs }) => sameAs === undefined).length;
  return `${rows.length} policies, ${distinct} of them distinct; a redundant one refers to the first equal one.`;
}

/** The bar of a flag combination would end a table cell. */
function code(ask: Ask): string {
  return `\`${SYMBOLS[ask].replace('|', '\\|')}\``;
}

function effectOf(ask: Ask, mask: Ask, defaults: Ask): RequestEffect {
  const { faults, writes } = effectiveAsk(ask, mask, defaults);
  if (!faults) return 'nothing';
  return writes ? 'write' : 'read';
}
