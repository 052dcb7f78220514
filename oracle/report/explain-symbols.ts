// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageWord } from '../explain/explanation';
import type { StateName } from '../run/page-state-text';
import type { EntryDocument } from '../scenario/schema';

/** The characters of {@link slotSymbols}. */
export const SLOT_MEANINGS: Readonly<Record<string, string>> = {
  '.': 'none',
  W: 'write',
  R: 'read-only',
  P: 'protnone',
  '*': 'special',
  Z: 'zero page',
  D: 'devmap',
  s: 'swap',
  m: 'migration',
  d: 'device-private of this owner',
  f: 'device-private of another owner',
  x: 'hwpoison',
  n: 'nonpresent',
  b: 'bad',
};

/** A slot in one to four characters, without its level: its kind, then its attributes. */
export function slotSymbols(slot: EntryDocument, zeroPfn: string, owner: number): string {
  switch (slot.is) {
    case 'none':
    case 'table':
      return '.';
    case 'present':
    case 'huge': {
      const zero = slot.pfn === zeroPfn ? 'Z' : '';
      const special = 'special' in slot && slot.special === true && zero === '' ? '*' : '';
      return `${zero}${special}${access(slot)}${slot.protnone === true ? 'P' : ''}`;
    }
    case 'devmap':
      return `D${access(slot)}`;
    case 'migration':
      return `m${access(slot)}`;
    case 'device-private':
      return `${slot.owner === owner ? 'd' : 'f'}${access(slot)}`;
    case 'swap':
      return 's';
    case 'hwpoison':
      return 'x';
    case 'nonpresent':
      return 'n';
    case 'bad':
      return 'b';
  }
}

function access({ write }: { readonly write?: boolean | undefined }): string {
  return write === true ? 'W' : 'R';
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
