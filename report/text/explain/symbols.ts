// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation, PageRun, PageWord } from '../../../oracle/explain/explanation';
import type { StateName } from '../../../oracle/run/result';
import { entryRow, KIND_ROWS, type NamedRow } from '../../../oracle/scenario/entry-kinds';
import type { EntryDocument } from '../../../oracle/scenario/schema';
import { ASK_WORDS, attributesText, sidesName, vmaName } from './names';

/** The characters of {@link slotSymbols}. */
export const SLOT_MEANINGS: Readonly<Record<string, string>> = {
  '.': 'none',
  W: 'write',
  R: 'read-only',
  P: 'protnone',
  '*': 'special',
  Z: 'zero page',
  ...kindMeanings(KIND_ROWS.filter(({ below }) => below === 'pages')),
  ...kindMeanings(KIND_ROWS.filter(({ callback }) => callback === 'pte')),
  ...kindMeanings(KIND_ROWS),
};

/** What stands for kinds that have a character of their own. */
function kindMeanings(rows: readonly NamedRow[]): Readonly<Record<string, string>> {
  const meanings = rows.flatMap(({ symbol, is }) => {
    if (typeof symbol !== 'string') {
      return [
        [symbol.own, `${is} of this owner`],
        [symbol.foreign, `${is} of another owner`],
      ];
    }
    return symbol === '' || symbol === '.' ? [] : [[symbol, is]];
  });
  return Object.fromEntries(meanings);
}

/** A slot in one to four characters, without its level: its kind, then its attributes. */
export function slotSymbols(slot: EntryDocument, zeroPfn: string, owner: number): string {
  const { symbol, fields } = entryRow(slot);
  if (typeof symbol !== 'string') {
    const own = 'owner' in slot && slot.owner === owner;
    return `${own ? symbol.own : symbol.foreign}${access(slot)}`;
  }
  const zero = symbol === '' && 'pfn' in slot && slot.pfn === zeroPfn ? 'Z' : '';
  const special = zero === '' && 'special' in slot && slot.special === true ? '*' : '';
  const protnone = 'protnone' in slot && slot.protnone === true ? 'P' : '';
  return `${symbol}${zero}${special}${fields.includes('write') ? access(slot) : ''}${protnone}`;
}

function access(slot: EntryDocument): string {
  return 'write' in slot && slot.write === true ? 'W' : 'R';
}

const STATE_SYMBOLS: Readonly<Record<StateName, string>> = {
  none: '.',
  error: '!',
  special: 'S',
  read: 'R',
  write: 'W',
  stray: '~',
  malformed: '?',
  untouched: '_',
};

/** The characters of {@link stateSymbol}. */
export const STATE_MEANINGS: Readonly<Record<string, string>> = {
  '.': 'none',
  '!': 'error',
  S: 'special',
  R: 'page, read-only',
  W: 'page, read/write',
  '~': 'stray (a pfn without VALID)',
  '?': 'malformed',
  _: 'passed without output',
  '-': 'not reached',
  '#': 'not reached, and overwritten',
};

/** What a side reports for a page, in one character. */
export function stateSymbol(word: PageWord | undefined): string {
  if (word === undefined) return '';
  if (word.holds !== 'output') return word.holds === 'request' ? '-' : '#';
  return STATE_SYMBOLS[word.state];
}

/** One line of the drawing: what it says about a run of pages, in words and in symbols. */
export interface GridRow {
  readonly label: string;
  words(run: PageRun): string;
  /** Other words for a table of many runs; the row is left out of it if they are always empty. */
  brief?(run: PageRun): string;
  /** One character per item; without them the row is omitted. */
  symbols?(run: PageRun): string;
  /** What the characters mean; rows of one title have one meaning for each. */
  readonly legend?: {
    readonly title: string;
    readonly meanings: Readonly<Record<string, string>>;
  };
}

/** The rows of the drawing; sides that report the same on all pages share one. */
export function gridRows(explanation: Explanation): readonly GridRow[] {
  return [
    ...PLACE_ROWS,
    slotRow(explanation),
    ...ENTRY_ROWS,
    ...ASK_ROWS,
    ...sideRows(explanation),
  ];
}

const PLACE_ROWS: readonly GridRow[] = [
  { label: 'address', words: ({ at }) => at },
  {
    label: 'vma',
    words: ({ vma }) => (vma === undefined ? 'none' : vmaName(vma)),
    symbols: ({ vma }) => (vma === undefined ? '-' : vmaName(vma)),
  },
  { label: 'level', words: () => '', symbols: ({ slot }) => slot.level },
];

function slotRow({ scenario }: Explanation): GridRow {
  const { zeroPfn } = scenario.mm;
  const { owner } = scenario.range;
  return {
    label: 'slot',
    words: ({ slot }) => `${slot.level} ${slot.is}`,
    brief: ({ slot }) => `${slot.level} ${slot.is} ${attributesText(slot)}`.trimEnd(),
    symbols: ({ slot }) => slotSymbols(slot, zeroPfn, owner),
    legend: { title: 'slot', meanings: SLOT_MEANINGS },
  };
}

const ENTRY_ROWS: readonly GridRow[] = [
  { label: 'entry', words: ({ slot }) => attributesText(slot), brief: () => '' },
  { label: 'pfn', words: ({ pfn, pages }) => (pfn === undefined ? '' : andOn(pfn, pages > 1)) },
  {
    label: 'fails',
    words: ({ fails }) => fails ?? '',
    symbols: ({ fails }) => (fails === undefined ? '' : '!'),
    legend: { title: 'fails', meanings: { '!': 'a fault on this page fails' } },
  },
];

const ASK_ROWS: readonly GridRow[] = [
  {
    label: 'request',
    words: ({ request }) => ASK_WORDS[request],
    brief: ({ request }) => request,
    symbols: ({ request }) => request,
    legend: { title: 'request', meanings: ASK_WORDS },
  },
  {
    label: 'effective',
    words: ({ effective }) => ASK_WORDS[effective],
    brief: ({ effective }) => effective,
    symbols: ({ effective }) => effective,
    legend: { title: 'request', meanings: ASK_WORDS },
  },
];

function sideRows({ pages }: Explanation): readonly GridRow[] {
  const groups = new Map<string, number[]>();
  for (const index of pages[0]?.words.keys() ?? []) {
    const key = pages.map((run) => stateWords(run, index)).join('\n');
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()].map((indexes): GridRow => {
    const first = indexes[0] ?? 0;
    return {
      label: sidesName(
        indexes.map((index) => pages[0]?.words[index]?.side ?? ''),
        pages[0]?.words.length ?? 0,
      ),
      words: (run) => stateWords(run, first),
      brief: (run) => stateWords({ ...run, pages: 1 }, first).replace(/ 0x.*/, ''),
      symbols: (run) => stateSymbol(run.words[first]),
      legend: { title: 'reported', meanings: STATE_MEANINGS },
    };
  });
}

function stateWords({ words, pages }: PageRun, index: number): string {
  const word: PageWord | undefined = words[index];
  if (word === undefined) return '';
  if (word.holds !== 'output') return word.holds === 'request' ? 'not reached' : 'overwritten';
  const { state, pfn, step } = word;
  const hasPfn = state === 'read' || state === 'write' || state === 'stray';
  return hasPfn ? `${state} ${andOn(pfn, pages > 1 && step !== '0x0')}` : state;
}

function andOn(pfn: string, goesOn: boolean): string {
  return goesOn ? `${pfn} …` : pfn;
}
