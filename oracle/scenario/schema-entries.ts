// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { CLOSED, count, Flag, Frame, PageAddress } from './schema-words';

const pfn = Frame;
const write = Type.Optional(Flag);
const protnone = Type.Optional(Flag);
const special = Type.Optional(Flag);
const owner = count(1, 4095);

function entry<
  const Level extends string,
  const Is extends string,
  Fields extends Type.TProperties,
>(level: Level, is: Is, fields: Fields) {
  return Type.Object(
    { at: PageAddress, level: Type.Literal(level), is: Type.Literal(is), ...fields },
    { ...CLOSED, description: `a ${level} ${is} entry` },
  );
}

/**
 * The table "Entries" of the definition: which kinds stand at a level, and with which fields. The
 * frequent ones come first, because a check tries one after the other.
 */
export const EntrySchema = Type.Union(
  [
    entry('pte', 'present', { pfn, write, protnone, special }),
    entry('pte', 'device-private', { pfn, write, owner }),
    entry('pte', 'swap', {}),
    entry('pte', 'migration', { pfn, write }),
    entry('pte', 'hwpoison', { pfn }),
    entry('pte', 'none', {}),
    entry('pmd', 'huge', { pfn, write, protnone }),
    entry('pmd', 'table', {}),
    entry('pmd', 'none', {}),
    entry('pmd', 'migration', { pfn, write }),
    entry('pmd', 'devmap', { pfn, write }),
    entry('pmd', 'nonpresent', {}),
    entry('pmd', 'bad', {}),
    entry('pmd', 'present', { pfn, write, protnone }),
    entry('pmd', 'hwpoison', { pfn }),
    entry('pud', 'table', {}),
    entry('pud', 'none', {}),
    entry('pud', 'devmap', { pfn, write }),
    entry('pud', 'present', { pfn, write, protnone }),
    entry('pud', 'migration', { pfn, write }),
    entry('pud', 'hwpoison', { pfn }),
    entry('pgd', 'table', {}),
    entry('pgd', 'none', {}),
  ],
  { description: 'a page-table entry' },
);
