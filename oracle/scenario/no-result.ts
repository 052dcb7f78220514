// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { ResultSchema, ScenarioSchema } from './schema';
import { CLOSED, count, Word } from './schema-entries';
import { type ModelName, SIDE_NAMES } from './sides';

const Why = Type.String({ description: 'a text' });
const closed = <Properties extends Type.TProperties>(properties: Properties) =>
  Type.Object(properties, CLOSED);

/**
 * What `run` writes in place of a result: a long of 32 bits has no room for the pfn of a page, or for the range; a tree
 * was given up; the side threw; a side from outside has none.
 */
export const NoResultSchema = Type.Union(
  [
    closed({ overflow: closed({ page: count(0), pfn: Word }) }),
    closed({ overflow: closed({ start: Word, end: Word }) }),
    closed({ overflow: closed({ givenUp: Why }) }),
    closed({ threw: Why }),
    closed({ none: Why }),
  ],
  { description: 'why a side has no result' },
);
type NoResultDocument = Type.Static<typeof NoResultSchema>;

const isNoResult = Compile(NoResultSchema);

/** A line of a corpus, as `run` writes it, too: a scenario, and for sides their results or why they have none. */
export const CorpusLineSchema = Type.Object(
  {
    scenario: ScenarioSchema,
    expect: Type.Object(
      Object.fromEntries(
        SIDE_NAMES.map((side) => [side, Type.Optional(Type.Union([ResultSchema, NoResultSchema]))]),
      ),
      { ...CLOSED, description: 'results by side' },
    ),
  },
  { ...CLOSED, description: 'a scenario with expected results' },
);

/** The claim that words have no room for the pfn of a page, or that addresses have none for the range. */
export type NoRoomClaim =
  | { readonly page: number; readonly pfn: string }
  | { readonly start: string; readonly end: string };
export type NoRoomClaims = { readonly [Side in ModelName]?: NoRoomClaim };

/** What stands in place of a result. */
export type MissingResult =
  /** Nothing is claimed. */
  | { readonly kind: 'none'; readonly why: string }
  /** A long of 32 bits had no room for a pfn, or for the addresses of the range, which have none then. */
  | { readonly kind: 'no-room'; readonly why: string; readonly claim: NoRoomClaim }
  /** The side failed when it was run. */
  | { readonly kind: 'threw'; readonly what: string };

/** Reads what stands in place of a result; undefined if it is something else. */
export function readNoResult(value: unknown): MissingResult | undefined {
  if (!isNoResult.Check(value)) return undefined;
  const document: NoResultDocument = value;
  if ('threw' in document) return { kind: 'threw', what: document.threw };
  if ('none' in document) return { kind: 'none', why: document.none };
  const { overflow } = document;
  if ('givenUp' in overflow) return { kind: 'none', why: overflow.givenUp };
  return { kind: 'no-room', why: noRoomWhy(overflow), claim: overflow };
}

/** What a claim says, for a person. */
export function noRoomWhy(claim: NoRoomClaim): string {
  const what =
    'page' in claim
      ? `the pfn ${claim.pfn} of page ${claim.page}`
      : `the range ${claim.start} to ${claim.end}`;
  return `a long of 32 bits had no room for ${what}`;
}

/** Results by side without those that are none, and what those claim. */
export function onlyResults(value: unknown): {
  readonly results: unknown;
  readonly noRoom: NoRoomClaims;
} {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { results: value, noRoom: {} };
  }
  const read = Object.entries(value).map(
    ([side, result]) => [side, result, readNoResult(result)] as const,
  );
  const results = read.filter(([, , missing]) => missing === undefined);
  const noRoom = read.flatMap(([side, , missing]) =>
    missing?.kind === 'no-room' ? [[side, missing.claim] as const] : [],
  );
  return {
    results: Object.fromEntries(results.map(([side, result]) => [side, result])),
    noRoom: Object.fromEntries(noRoom),
  };
}
