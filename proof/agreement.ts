// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyRevision } from '../legacy/format';
import { formatWords, REAL_PFN_BITS } from '../legacy/format-clauses';
import { type FormatWords, LEGACY_CODEC, Needs, type StateWords } from '../legacy/word-codec';
import { Ask } from '../mm/range';
import { NUMBERS } from '../mm/word64';
import { FIXED_ERROR, MODERN_CODEC } from '../modern/word-codec';
import { NAMED_FORMATS, randomFormat } from '../oracle/generate/formats';
import { Random } from '../oracle/generate/random';
import { Runner } from '../oracle/run/runner';
import type { Side } from '../oracle/run/side';
import type { RangeDocument, ScenarioWithFormat } from '../oracle/scenario/document';
import { buildScenario } from '../oracle/scenario/read';
import { NOTHING_ASKED, type OneAsk, type OnePage, onePage } from './one-page';
import type { StatementId } from './statements';

/*
 * What is proved are the laws of `word-codec.ts`. What runs are the range faults and decoders, which
 * do the same in halves of 32 bits. Here whole range faults of one page are held to the laws.
 */

/** A range fault that does not keep a law: a scenario that shows it. */
interface Departure {
  readonly side: string;
  readonly statement: StatementId;
  readonly document: ScenarioWithFormat;
  readonly expected: string;
  readonly got: string;
}

export interface LawAgreement {
  /** Range faults that were compared with the laws. */
  readonly compared: number;
  /** The first departure of each side and statement. */
  readonly departures: readonly Departure[];
}

/** Borders of halves, fields and 40 bits, and one pfn with bits everywhere. */
const PFNS = [
  0n,
  1n,
  0x12345n,
  0xffff_ffffn,
  1n << 32n,
  0xa5_5a5a_a5a5n,
  1n << 39n,
  (1n << 40n) - 1n,
];

const PAGES: readonly OnePage[] = [
  { is: 'none' },
  { is: 'error' },
  { is: 'special' },
  ...PFNS.flatMap((pfn) => [true, false].map((write): OnePage => ({ is: 'page', pfn, write }))),
];

/** Pages that need different faults for one request. */
const ASKED_PAGES: readonly OnePage[] = [
  { is: 'none' },
  { is: 'page', pfn: 0x12345n, write: false },
  { is: 'page', pfn: 0x12345n, write: true },
];

const SYMBOLS = ['.', 'r', 'w', 'x'] as const;
const ASKS: Readonly<Record<RangeDocument['mask'], Ask>> = {
  '.': Ask.nothing,
  r: Ask.read,
  w: Ask.write,
  x: Ask.writeOnly,
  '*': Ask.all,
};

const ALL_ASKS: readonly OneAsk[] = SYMBOLS.flatMap((byDefault) =>
  ([...SYMBOLS, '*'] as const).flatMap((mask) =>
    SYMBOLS.map((requests) => ({ default: byDefault, mask, requests })),
  ),
);

/** Random formats beside those with a name, always the same ones. */
const RANDOM_FORMATS = 60;
const SEED = 1;

/** One call for one page, and what it is made from. */
interface Call {
  readonly format: FormatWords<bigint>;
  readonly page: OnePage;
  readonly ask: OneAsk;
}

/** What a side did, and what the laws say. */
interface Held {
  readonly statement: StatementId;
  readonly expected: string;
  readonly got: string;
}

/**
 * Holds the range faults to the laws, for many formats or for one.
 *
 * @param only undefined: every format with a name, and random ones.
 */
export function agreement(only: FormatWords<bigint> | undefined): LawAgreement {
  const runner = Runner.of(['v5.7', 'legacy', 'modern']);
  const departures = new Map<string, Departure>();
  let compared = 0;
  const hold = (call: Call, holdSide: (call: Call, side: Side) => Held): void => {
    const document = onePage('departure', call.format, call.page, call.ask);
    runner.run(buildScenario(document, { file: document.id }), (side) => {
      compared++;
      const { statement, expected, got } = holdSide(call, side);
      const key = `${side.name} ${statement}`;
      if (expected === got || departures.has(key)) return;
      departures.set(key, { side: side.name, statement, document, expected, got });
    });
  };
  for (const format of only === undefined ? formats() : [only]) {
    for (const page of [...PAGES, ...pagesLikeValues(format)]) {
      hold({ format, page, ask: NOTHING_ASKED }, holdWord);
    }
    for (const page of ASKED_PAGES) {
      for (const ask of ALL_ASKS) hold({ format, page, ask }, holdFault);
    }
  }
  return { compared, departures: [...departures.values()] };
}

/** Pages whose entries are, or nearly are, one of the format's values. */
function pagesLikeValues(format: FormatWords<bigint>): readonly OnePage[] {
  const { valid, write, pfnShift, none, error, special } = format;
  return [none, error, special].flatMap((value) =>
    [false, true].flatMap((writable): readonly OnePage[] => {
      const flags = writable ? valid | write : valid;
      const pfn = (value & ~flags) >> pfnShift;
      return pfn < 1n << REAL_PFN_BITS ? [{ is: 'page', pfn, write: writable }] : [];
    }),
  );
}

function formats(): readonly FormatWords<bigint>[] {
  const random = new Random(SEED, 1);
  const others = Array.from({ length: RANDOM_FORMATS }, () => randomFormat(random));
  return [...NAMED_FORMATS.map(({ format }) => format), ...others].map(formatWords);
}

/** The word that a side reports, and what is read in it. */
function holdWord(call: Call, side: Side): Held {
  const got = side.word(0);
  const state = side.states.at(0);
  const law = customizable(side) ? customizableWord(call, side.name) : fixedWord(call);
  const read = law.read(got);
  return {
    statement: law.statement,
    expected: `${law.word} reads ${read.kind} ${read.pfn}`,
    got: `${got} reads ${state.kind} ${state.pfn}`,
  };
}

interface WordLaw {
  readonly statement: StatementId;
  readonly word: bigint;
  read(word: bigint): StateWords<bigint>;
}

function customizableWord({ format, page }: Call, revision: LegacyRevision): WordLaw {
  const read = (word: bigint) => LEGACY_CODEC.decode(NUMBERS, format, revision, word);
  if (page.is === 'page') {
    const word = LEGACY_CODEC.encode(NUMBERS, format, page.pfn, page.write);
    return { statement: revision === 'v5.7' ? 'pages, v5.7' : 'pages, legacy', word, read };
  }
  // Before 5.8, but after v5.7, a special page was reported as an error.
  const value = page.is === 'special' && revision === 'legacy' ? 'error' : page.is;
  return { statement: STATEMENT_OF[value], word: format[value], read };
}

const STATEMENT_OF = {
  none: 'none is none',
  error: 'error is error',
  special: 'special is special',
} as const satisfies Readonly<Record<string, StatementId>>;

function fixedWord({ page }: Call): WordLaw {
  const read = (word: bigint) => MODERN_CODEC.decode(NUMBERS, word);
  switch (page.is) {
    case 'page': {
      const word = MODERN_CODEC.encode(NUMBERS, page.pfn, page.write);
      return { statement: 'pages, legacy', word, read };
    }
    case 'none':
      return { statement: 'none is none', word: 0n, read };
    case 'error':
    case 'special':
      return { statement: 'error is error', word: FIXED_ERROR, read };
  }
}

/** The fault that a side makes first. */
function holdFault({ format, page, ask }: Call, side: Side): Held {
  const words = {
    request: side.request(ASKS[ask.requests]),
    mask: side.request(ASKS[ask.mask]),
    defaults: side.request(ASKS[ask.default]),
  };
  const cpu = {
    read: page.is === 'page',
    write: page.is === 'page' && page.write,
  };
  const needs = customizable(side)
    ? LEGACY_CODEC.needs(NUMBERS, format, words, cpu)
    : MODERN_CODEC.needs(NUMBERS, words, cpu);
  const [first] = side.record.faults.list();
  const made = first === undefined ? Needs.nothing : first.write ? Needs.write : Needs.read;
  return { statement: 'requests', expected: String(needs), got: String(made) };
}

function customizable(side: Side): side is Side & { readonly name: LegacyRevision } {
  return side.name === 'v5.7' || side.name === 'legacy';
}
