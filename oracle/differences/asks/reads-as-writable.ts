// SPDX-License-Identifier: GPL-2.0-or-later
import {
  kindOf,
  OWNER_MASK,
  OWNER_SHIFT,
  ownerOf,
  PROTNONE_BIT,
  WRITE_BIT,
} from '../../../mm/entry';
import { Ask } from '../../../mm/range';
import { isAmong, PRESENT_KINDS } from '../../scenario/entry-kinds';
import { formatOf, type Scenario } from '../../scenario/scenario';
import { acrossFormats, type WayDifference } from '../difference';
import type { Disguise } from '../premise/premise';
import { withWellFormedFormat } from './difference';
import { effectiveAsks } from './effective';

/** Present entries have no owner, so an owner marks an entry as disguised. */
const MARK = OWNER_MASK << OWNER_SHIFT;

/** Shows readable entries as writable ones. */
const readableAsWritable: Disguise = {
  show: (high) =>
    isPresent(high) && (high & (PROTNONE_BIT | WRITE_BIT)) === 0 ? high | WRITE_BIT | MARK : high,
  restore: (high) => (isPresent(high) && ownerOf(high) !== 0 ? high & ~(WRITE_BIT | MARK) : high),
};

const LEGACY = 'treats a page that the CPU may only read as writable, and does not fault it';

/** Flags that share bits also change what the CPU flags of an entry mean. */
export const readsAsWritable: WayDifference = {
  id: 'format-reads-as-writable',
  title: 'flags[VALID] and flags[WRITE] share bits: a readable page satisfies a write request',
  illFormed: true,
  does: {
    'v5.7': LEGACY,
    legacy: LEGACY,
    modern: 'makes the page writable with a write fault, or fails',
  },
  why:
    'An entry that the CPU may only read has flags[VALID] as its CPU flags, which contains a bit of ' +
    'flags[WRITE]. The test for whether a write fault is needed finds that bit.',
  driver:
    'It requested write access, the call succeeded, but the page is shared or the zero page: the ' +
    'device writes to memory that others read.',
  between: acrossFormats,
  premise: {
    applies: sharesBitsAndWrites,
    older: { rewritten: withWellFormedFormat },
    newer: { disguise: readableAsWritable },
  },
};

function sharesBitsAndWrites(scenario: Scenario): boolean {
  const format = formatOf(scenario);
  const { valid, write } = format;
  const shares = (valid.low & write.low) !== 0 || (valid.high & write.high) !== 0;
  return shares && effectiveAsks(format, scenario.range).includes(Ask.write);
}

function isPresent(high: number): boolean {
  return isAmong(PRESENT_KINDS, kindOf(high));
}
