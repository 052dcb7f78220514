// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { ResultSchema, ScenarioSchema } from './schema';
import { CLOSED, count, Word } from './schema-entries';
import { SIDE_NAMES } from './sides';

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

/** What stands in place of a result. */
export type MissingResult =
  /** Nothing is claimed. */
  | { readonly kind: 'none'; readonly why: string }
  /** A long of 32 bits had no room for a pfn, or for the addresses of the range, which have none then. */
  | { readonly kind: 'no-room'; readonly why: string; readonly pfn: number | undefined }
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
  const isPfn = 'page' in overflow;
  const what = isPfn ? `the pfn of page ${overflow.page}` : 'the range';
  const pfn = isPfn ? Number(overflow.pfn) : undefined;
  return { kind: 'no-room', why: `a long of 32 bits had no room for ${what}`, pfn };
}

/** Results by side without those that are none. */
export function onlyResults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, result]) => readNoResult(result) === undefined),
  );
}
