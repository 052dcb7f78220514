// SPDX-License-Identifier: GPL-2.0-or-later
import type { Aperture, Conversion, PageOutcome } from '../../drivers/conversion';
import type { Encoding } from '../../drivers/driver';
import { Ask } from '../../mm/range';
import { isOneOf, itemsOf, ObjectReader, unfit } from './reader';
import { type WordForm, wordOf } from './words';

/*
 * The answers of a driver's three functions. The module's process reads what the functions returned,
 * with bigints; this one reads what came over the line, with hex texts, and trusts it no more.
 */

const ASK = 'one of the values of Ask';
const isAsk = isOneOf(Object.values(Ask));

/** @throws Unfit for what is no answer of `builds()`. */
export function readBuilds(value: unknown, field: string): boolean {
  return typeof value === 'boolean' ? value : unfit(field, 'true or false', value);
}

/** @throws Unfit for anything but an answer of `encode()` for this many pages. */
export function readEncoding(value: unknown, field: string, pages: number): Encoding {
  const expected = `{defaults, mask, asks} with ${pages} asks`;
  const reader = ObjectReader.of(value, field, expected, ['defaults', 'mask', 'asks']);
  const asks = itemsOf(reader.get('asks', ASK), reader.at('asks'), pages, ASK);
  return {
    defaults: reader.take('defaults', ASK, isAsk),
    mask: reader.take('mask', ASK, isAsk),
    asks: asks.map((ask, page) => (isAsk(ask) ? ask : unfit(`${field}.asks[${page}]`, ASK, ask))),
  };
}

const CONVERSION_KEYS = {
  converted: ['kind', 'pages'],
  refused: ['kind', 'page', 'code'],
} as const;
const CONVERSION = (pages: number): string =>
  `{kind: 'converted', pages} with ${pages} pages, or {kind: 'refused', page, code}`;

/** @throws Unfit for anything but an answer of `convert()` for this many pages. */
export function readConversion(
  value: unknown,
  field: string,
  pages: number,
  form: WordForm,
): Conversion {
  const expected = CONVERSION(pages);
  const kind = ObjectReader.any(value, field, expected).take(
    'kind',
    "'converted' or 'refused'",
    isOneOf(['converted', 'refused'] as const),
  );
  const reader = ObjectReader.of(value, field, expected, CONVERSION_KEYS[kind]);
  switch (kind) {
    case 'refused':
      return { kind, page: pageNumber(reader, pages), code: reader.text('code') };
    case 'converted': {
      const outcomes = itemsOf(
        reader.get('pages', 'an array'),
        reader.at('pages'),
        pages,
        'an outcome',
      );
      return {
        kind,
        pages: outcomes.map((one, page) => readOutcome(one, `${field}.pages[${page}]`, form)),
      };
    }
  }
}

function pageNumber(reader: ObjectReader, pages: number): number {
  return reader.take(
    'page',
    `the number of a page, from 0 to ${pages - 1}`,
    (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < pages,
  );
}

/** What an outcome of each kind has beside its kind. */
const OUTCOME_KEYS = {
  unmapped: ['entry'],
  mapped: ['aperture', 'page', 'write', 'entry', 'pageTableWord'],
  told: ['entry', 'text'],
  error: ['entry', 'code'],
  garbage: ['entry', 'why'],
} as const satisfies Readonly<Record<PageOutcome['kind'], readonly string[]>>;
const APERTURES: readonly Aperture[] = ['system', 'vram'];
const KINDS = ['unmapped', 'mapped', 'told', 'error', 'garbage'] as const;

function readOutcome(value: unknown, field: string, form: WordForm): PageOutcome {
  const expected = `an outcome of a kind of ${KINDS.join(' ')}`;
  const kind = ObjectReader.any(value, field, expected).take(
    'kind',
    `one of ${KINDS.join(' ')}`,
    isOneOf(KINDS),
  );
  const reader = ObjectReader.of(value, field, expected, ['kind', ...OUTCOME_KEYS[kind]]);
  const entry = wordOf(reader, 'entry', form);
  switch (kind) {
    case 'unmapped':
      return { kind, entry };
    case 'mapped':
      return {
        kind,
        aperture: reader.take('aperture', "'system' or 'vram'", isOneOf(APERTURES)),
        page: wordOf(reader, 'page', form),
        write: reader.flag('write'),
        entry,
        pageTableWord: pageTableWord(reader, form),
      };
    case 'told':
      return { kind, entry, text: reader.text('text') };
    case 'error':
      return { kind, entry, code: reader.text('code') };
    case 'garbage':
      return { kind, entry, why: reader.text('why') };
  }
}

function pageTableWord(reader: ObjectReader, form: WordForm): bigint | null {
  return reader.parse('pageTableWord', `${form.expected}, or null`, (value) =>
    value === null ? null : form.parse(value),
  );
}
