// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../../mm/units';
import {
  type Aspect,
  INCOMPARABLE_REASONS,
  type Incomparable,
} from '../../../oracle/compare/compare';
import { originNamed } from '../../../oracle/compare/origin';
import type { Hex, MetEntry } from '../../../oracle/explain/explanation';
import type { PageSpan } from '../../../oracle/explain/verdicts';
import { hex } from '../../../oracle/scenario/json';
import type { AskSymbol } from '../../../oracle/scenario/requests';
import type { EntryDocument } from '../../../oracle/scenario/schema';

/** A VMA by a letter: A to Z, then AA, AB, … */
export function vmaName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${vmaName(Math.floor(index / 26) - 1)}${letter}`;
}

/** `1 page`, `4 pages` */
export function pagesText(pages: number): string {
  return pages === 1 ? '1 page' : `${pages} pages`;
}

/** `3`, `3–5` */
export function pageNumbers(first: number, pages: number): string {
  return pages === 1 ? String(first) : `${first}–${first + pages - 1}`;
}

/** `v5.7, legacy`, or `all sides` if there are more and these are all of them. */
export function sidesName(sides: readonly string[], all: number): string {
  return sides.length === all && all > 2 ? 'all sides' : sides.join(', ');
}

/** `page 0`, `pages 0, 3–5 and 2 more runs` */
export function spansText(spans: readonly PageSpan[], shown = 8): string {
  const [first] = spans;
  if (spans.length === 1 && first?.pages === 1) return `page ${first.first}`;
  const texts = spans.slice(0, shown).map((span) => pageNumbers(span.first, span.pages));
  const more = spans.length - texts.length;
  return `pages ${texts.join(', ')}${more > 0 ? ` and ${more} more runs` : ''}`;
}

/** `0x7f0000000000–0x7f0000002000 (2 pages)` */
export function extentText(start: Hex, end: Hex): string {
  const pages = Math.max(0, (Number(end) - Number(start)) / PAGE_SIZE);
  return `${start}–${end} (${pagesText(pages)})`;
}

/** The address a number of pages after another. */
export function endAfter(at: Hex, pages: number): Hex {
  return hex(Number(at) + pages * PAGE_SIZE);
}

/** What a request asks. */
export const ASK_WORDS: Readonly<Record<AskSymbol, string>> = {
  '.': 'nothing',
  r: 'read',
  w: 'write',
  x: 'write without fault',
  '*': 'all ones',
};

/** What an entry says besides its pfn: `write protnone`, `read-only`. */
export function attributesText(entry: EntryDocument): string {
  const { at: _at, level: _level, is: _is, ...fields } = entry;
  return Object.entries(fields)
    .flatMap(([name, value]) => {
      if (name === 'pfn') return [];
      if (name === 'write') return value === true ? 'write' : 'read-only';
      if (value === false) return [];
      return value === true ? name : `${name} ${value}`;
    })
    .join(' ');
}

/** An entry in full: `pte present pfn 0x2000 write` */
export function entryText(entry: EntryDocument): string {
  const pfn = 'pfn' in entry ? `pfn ${entry.pfn}` : '';
  return [entry.level, entry.is, pfn, attributesText(entry)]
    .filter((part) => part !== '')
    .join(' ');
}

/** What a walk met: `pte present write`. */
export function metText({ what, write }: MetEntry): string {
  const { says, row } = originNamed(what);
  const mapsPages = row.below === 'pages' || row.below === 'device pages';
  return `${says}${write ? ' write' : mapsPages ? ' read-only' : ''}`;
}

/** What differs, in words. */
export const ASPECTS: Readonly<Record<Aspect, string>> = {
  ret: 'return code',
  count: 'page count',
  walks: 'walks',
  attempts: 'inner attempts',
  faults: 'faults',
  stop: 'where the call stopped',
  page: 'pages',
  order: 'map order',
  input: 'input that was overwritten',
};

/** Why two sides cannot be compared. */
export function incomparableText(why: Incomparable): string {
  const page = why.id === 'pfn-overflow' ? ` (page ${why.page})` : '';
  return `${INCOMPARABLE_REASONS[why.id].title}${page}`;
}

/** The title over what is said of simplifications. */
export const NOTES_TITLE = 'Where the models are simpler than a kernel';

/** The rules of model.md by number. */
export function rulesText(rules: readonly number[]): string {
  return `${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}`;
}
