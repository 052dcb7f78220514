// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import { kindOf, ownerOf } from '../../mm/entry';
import { ADDRESS_LIMIT, PFN_LIMIT, RANGE_PAGES_LIMIT } from '../../mm/units';
import { ENTRY_NAMES, entryName } from '../generate/entry-names';
import { frameOf } from '../generate/frames';
import { flagsOf } from '../generate/vma-blocks';
import { hasFrame } from '../scenario/entry-kinds';
import type { Scenario } from '../scenario/scenario';
import type { Family } from './family';

/** A part of a document, and what scenarios say there. */
export type Field = {
  /** As documents name it: `mm.vmas[].flags`. */
  readonly name: string;
} & (
  | {
      readonly kind: 'names';
      /** All that a document may say. */
      readonly all: readonly string[];
      of(scenario: Scenario): readonly string[];
    }
  | {
      readonly kind: 'numbers';
      /** What a document may say, in words. */
      readonly all: string;
      of(scenario: Scenario): readonly number[];
    }
);

const BOOLEANS = ['false', 'true'] as const;
const REQUESTS = ['.', 'r', 'w', 'x'] as const;
const MASKS = [...REQUESTS, '*'] as const;
const BACKINGS = ['anon', 'file', 'hugetlb 2 MiB', 'hugetlb 1 GiB'] as const;
const PFNS = `0 to ${power(PFN_LIMIT)} - 1`;
const FLAG_SETS = Array.from({ length: 64 }, (_, flags) => String(flags));

const TIMES = ['once', 'several times', 'each time'] as const;

/** Every field of a document that means something to the range fault. */
export const FIELDS: readonly Field[] = [
  numbers('mm.nextPfn', PFNS, ({ mm }) => [mm.nextPfn]),
  numbers('mm.zeroPfn', PFNS, ({ mm }) => [mm.zeroPfn]),
  numbers('mm.vmas, how many', 'any number', ({ mm }) => [mm.vmas.length]),
  names('mm.vmas[].flags, combinations', FLAG_SETS, ({ mm }) =>
    mm.vmas.map((vma) => String(flagsOf(vma))),
  ),
  names('mm.vmas[].backing', BACKINGS, ({ mm }) =>
    mm.vmas.map(({ backing }) => backingOf(backing)),
  ),
  numbers('mm.vmas[].filePfn', PFNS, ({ mm }) =>
    mm.vmas.flatMap(({ backing }) => (backing.kind === 'file' ? [backing.filePfn] : [])),
  ),
  numbers('mm.entries, how many', 'any number', ({ mm }) => [mm.entries.length]),
  names('mm.entries[], kinds', ENTRY_NAMES, ({ mm }) => kindsOf(mm.entries)),
  numbers('mm.entries[].pfn', PFNS, ({ mm }) =>
    mm.entries.filter(({ high }) => hasFrame(kindOf(high))).map(frameOf),
  ),
  numbers('mm.entries[].owner', '1 to 4095', ({ mm }) =>
    mm.entries.map(({ high }) => ownerOf(high)).filter((owner) => owner > 0),
  ),
  numbers('mm.faultErrors, how many', 'any number', ({ mm }) => [mm.faultErrors.size]),
  names('mm.faultErrors', ['sigbus', 'oom', 'hwpoison', 'sigsegv'], ({ mm }) => [
    ...mm.faultErrors.values(),
  ]),
  numbers('mm.lockDrops, how many', 'any number', ({ mm }) => [mm.lockDrops?.size ?? 0]),
  names('mm.lockDrops', ['retry', 'completed'], ({ mm }) =>
    [...(mm.lockDrops?.values() ?? [])].map(({ result }) => result),
  ),
  numbers('mm.noProgress, how many', 'any number', ({ mm }) => [mm.noProgress?.size ?? 0]),
  names('mm.noProgress, times', TIMES, ({ mm }) =>
    [...(mm.noProgress?.values() ?? [])].map(timesOf),
  ),
  numbers('range.start, in pages', `0 to ${power(ADDRESS_LIMIT / 4096)} - 1`, ({ range }) => [
    range.start / 4096,
  ]),
  numbers('range, pages', `0 to ${power(RANGE_PAGES_LIMIT)}; or reversed`, ({ range }) => [
    range.asks.length,
  ]),
  names('range.default', REQUESTS, ({ range }) => [MASKS[range.defaults] ?? '']),
  names('range.mask', MASKS, ({ range }) => [MASKS[range.mask] ?? '']),
  names('range.requests', MASKS, ({ range }) => [...range.asks].map((ask) => MASKS[ask] ?? '')),
  numbers('range.owner', '0 to 4095', ({ range }) => [range.owner]),
  names('call', ['range-fault', 'unlocked'], ({ range }) => [
    range.call === undefined ? 'range-fault' : 'unlocked',
  ]),
  numbers('events, how many', 'any number', ({ mm }) => [mm.events.length]),
  numbers('events[].beforeWalk', '1 and up', ({ mm }) =>
    mm.events.map(({ beforeWalk }) => beforeWalk),
  ),
  names('events[].invalidate', BOOLEANS, ({ mm }) =>
    mm.events.map(({ invalidate }) => String(invalidate)),
  ),
  numbers('events[].entries, how many', 'any number', ({ mm }) =>
    mm.events.map(({ entries }) => entries.length),
  ),
  names('events[].entries[], kinds', ENTRY_NAMES, ({ mm }) =>
    kindsOf(mm.events.flatMap(({ entries }) => entries)),
  ),
  numbers('events[].vmas, how many', 'any number, or unchanged', ({ mm }) =>
    mm.events.flatMap(({ vmas }) => (vmas === undefined ? [] : [vmas.length])),
  ),
  numbers('events[].filePages, how many', 'any number', ({ mm }) =>
    mm.events.map(({ filePages }) => filePages?.size ?? 0),
  ),
  numbers('events at reads, how many', 'any number', ({ mm }) => [mm.readEvents.length]),
];

function timesOf(times: number): (typeof TIMES)[number] {
  if (times === 1) return 'once';
  return times === Number.POSITIVE_INFINITY ? 'each time' : 'several times';
}

/** How many different customizable formats families go through. */
export function formatCount(families: readonly Family[]): number {
  return new Set(families.flatMap((family) => [...choices(family)].map(({ format }) => format)))
    .size;
}

/** What a field is in the scenarios of some families, each value once, in order. */
export function valuesIn(
  families: readonly Family[],
): ReadonlyMap<Field, readonly (string | number)[]> {
  const found = new Map<Field, Set<string | number>>(FIELDS.map((field) => [field, new Set()]));
  for (const family of families) {
    for (const scenario of choices(family)) {
      for (const [field, values] of found)
        for (const value of field.of(scenario)) values.add(value);
    }
  }
  return new Map([...found].map(([field, values]) => [field, [...values].sort(inOrder)]));
}

/**
 * Scenarios that have every two choices of any two lists of a family at least once: with the first
 * choices of the other lists, and with the last ones. What a field says depends on no more.
 */
function* choices(family: Family): Iterable<Scenario> {
  const { lists } = family;
  for (const others of [lists.map(() => 0), lists.map((length) => length - 1)]) {
    for (const [list, length] of lists.entries()) {
      for (let other = 0; other < list; other++) {
        for (let number = 0; number < length * (lists[other] ?? 1); number++) {
          const chosen = others
            .with(other, Math.floor(number / length))
            .with(list, number % length);
          yield family.scenario(numberOf(lists, chosen));
        }
      }
    }
  }
}

function numberOf(lists: readonly number[], chosen: readonly number[]): number {
  return lists.reduce((number, length, list) => number * length + (chosen[list] ?? 0), 0);
}

function kindsOf(entries: readonly SlotImage[]): readonly string[] {
  return entries.map(({ level, high }) => entryName(level, high));
}

function backingOf(backing: AddressSpaceImage['vmas'][number]['backing']): string {
  if (backing.kind !== 'hugetlb') return backing.kind;
  return backing.level === 1 ? 'hugetlb 2 MiB' : 'hugetlb 1 GiB';
}

function inOrder(one: string | number, other: string | number): number {
  return Number(one) - Number(other) || String(one).localeCompare(String(other), 'en');
}

function power(value: number): string {
  return `2^${Math.log2(value)}`;
}

function names(
  name: string,
  all: readonly string[],
  of: (scenario: Scenario) => readonly string[],
): Field {
  return { kind: 'names', name, all, of };
}

function numbers(name: string, all: string, of: (scenario: Scenario) => readonly number[]): Field {
  return { kind: 'numbers', name, all, of };
}
