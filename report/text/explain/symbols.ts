// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageWord } from '../../../oracle/explain/explanation';
import type { StateName } from '../../../oracle/run/page-state-text';
import { entryRow, KIND_ROWS, type NamedRow } from '../../../oracle/scenario/entry-kinds';
import type { EntryDocument } from '../../../oracle/scenario/schema';

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
