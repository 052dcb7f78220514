// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { EntryDocument } from './document';
import { LEVEL_NAMES, type LevelName, NAMES_AT } from './entry-kinds';
import type { FieldName } from './kind-row';
import { CLOSED, count, Flag, FrameSchema, PageAddress } from './schema-words';

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

function entries(level: LevelName): ReadonlyMap<string, Type.TSchema> {
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
export const ENTRY_SCHEMAS: ReadonlyMap<string, ReadonlyMap<string, Type.TSchema>> = new Map(
  LEVEL_NAMES.map((level) => [level, entries(level)]),
);

/** The table "Entries" of the definition: which kinds stand at a level, and with which fields. */
export const EntrySchema = Type.Unsafe<EntryDocument>(
  Type.Union(
    [...ENTRY_SCHEMAS.values()].flatMap((byName) => [...byName.values()]),
    { description: 'a page-table entry' },
  ),
);
