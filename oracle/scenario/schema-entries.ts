// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { EntryDocument } from './document';
import { LEVEL_NAMES, type LevelName, NAMES_AT } from './entry-kinds';
import type { FieldName } from './kind-row';

/*
 * The scalars of a document. A `description` completes the sentence "expected …" of an error
 * message, and serves as the documentation of the JSON Schema. Patterns carry the limits, so that a
 * text which the schema lets through can be parsed without another look.
 */

/** Objects have the fields that they name and no others. */
export const CLOSED = { additionalProperties: false } as const;

const HEX = 'as a lowercase hex string (0x, no leading zeros)';

/**
 * Twelve digits end at 0x7fffffffffff; a page address ends in three zeros. Most have twelve digits: of the
 * alternatives that is the first, so that few addresses are looked at twice.
 */
const PAGE_ADDRESS = '0x(?:[1-7][0-9a-f]{8}000|[1-9a-f][0-9a-f]{0,7}000|0)';

export const PageAddress = Type.String({
  pattern: `^${PAGE_ADDRESS}$`,
  description: `a page-aligned address below 2^47 ${HEX}`,
});

/** A VMA is the one thing that may end where user addresses do. */
export const VmaEnd = Type.String({
  pattern: `^(?:${PAGE_ADDRESS}|0x800000000000)$`,
  description: `a page-aligned address up to 2^47 ${HEX}`,
});

export const FrameSchema = Type.String({
  pattern: '^0x(?:0|[1-9a-f][0-9a-f]{0,9})$',
  description: `a pfn below 2^40 ${HEX}`,
});

export const Word = Type.String({
  pattern: '^0x(?:0|[1-9a-f][0-9a-f]{0,15})$',
  description: `a 64-bit word ${HEX}`,
});

export const Flag = Type.Boolean({ description: 'true or false' });

/** An integer from `minimum` to `maximum`, or upwards from `minimum`. */
export function count(minimum: number, maximum?: number) {
  return maximum === undefined
    ? Type.Integer({ minimum, description: `an integer from ${minimum} on` })
    : Type.Integer({ minimum, maximum, description: `an integer from ${minimum} to ${maximum}` });
}

/** A time in jiffies: clocks of 32 bits compare times that are at most 2^31 apart. */
export const JIFFIES_LIMIT = 2 ** 30;
/** A page fault that drops the lock more often is one that does so each time. */
export const LOCK_DROPS_LIMIT = 1000;

/** One of a few strings or numbers. */
export function oneOf<Values extends (string | number)[]>(...values: [...Values]) {
  return Type.Enum<Values>(values, { description: `one of ${values.join(' ')}` });
}

const FIELDS: Readonly<Record<FieldName, Type.TSchema>> = {
  pfn: FrameSchema,
  write: Type.Optional(Flag),
  protnone: Type.Optional(Flag),
  special: Type.Optional(Flag),
  owner: count(1, 4095),
};

/**
 * The names that are frequent, by level. They come first, because who reads the schema tries one after the
 * other; and "none" last among PTEs, which a document need not name.
 */
const FREQUENT: Readonly<Record<LevelName, readonly string[]>> = {
  pte: ['present', 'device-private', 'swap', 'migration', 'hwpoison'],
  pmd: ['huge', 'table', 'none', 'migration'],
  pud: ['table'],
  pgd: ['table'],
};

function entries(level: LevelName): ReadonlyMap<string, Type.TObject> {
  const rows = NAMES_AT[level];
  const names = new Set([...FREQUENT[level].filter((is) => rows.has(is)), ...rows.keys()]);
  return new Map(
    [...names].map((is) => {
      const fields = (rows.get(is)?.fields ?? []).map((field) => [field, FIELDS[field]] as const);
      const schema = Type.Object(
        {
          at: PageAddress,
          level: Type.Literal(level),
          is: Type.Literal(is),
          ...Object.fromEntries(fields),
        },
        { ...CLOSED, description: `a ${level} ${is} entry` },
      );
      return [is, schema];
    }),
  );
}

/** The schemas of entries, by level and by name. */
export const ENTRY_SCHEMAS: ReadonlyMap<string, ReadonlyMap<string, Type.TObject>> = new Map(
  LEVEL_NAMES.map((level) => [level, entries(level)]),
);

/** The table "Entries" of the definition: which kinds stand at a level, and with which fields. */
export const EntrySchema = Type.Unsafe<EntryDocument>(
  Type.Union(
    [...ENTRY_SCHEMAS.values()].flatMap((byName) => [...byName.values()]),
    { description: 'a page-table entry' },
  ),
);
