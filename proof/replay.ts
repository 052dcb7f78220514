// SPDX-License-Identifier: GPL-2.0-or-later
import type { FormatWords, StateWords } from '../legacy/word-codec';
import { StateKind } from '../mm/page-states';
import { NUMBERS } from '../mm/word64';
import type { ScenarioWithFormat } from '../oracle/scenario/document';
import { onePage } from './one-page';
import type { Model } from './query';
import {
  type Codecs,
  fixedRequests,
  type ProofSubject,
  STATEMENTS,
  type Statement,
  type StatementId,
} from './statements';

/** A counterexample to a statement: a format, and of the rest what the statement speaks of. */
export interface ProofWitness {
  readonly statement: StatementId;
  readonly format: FormatWords<bigint>;
  readonly subject: ProofSubject<bigint, boolean>;
}

/** The counterexample in a solver's answer. */
export function witnessOf(
  statement: StatementId,
  { words, bools }: Model,
  format: FormatWords<bigint> | undefined,
): ProofWitness {
  const word = (name: string): bigint => words[name] ?? 0n;
  const bool = (name: string): boolean => bools[name] ?? false;
  return {
    statement,
    format: format ?? {
      ...{ valid: word('valid'), write: word('write'), pfnShift: word('pfnShift') },
      ...{ error: word('error'), none: word('none'), special: word('special') },
    },
    subject: {
      ...{ pfn: word('pfn'), write: bool('writable') },
      ...{ request: word('request'), mask: word('mask'), defaults: word('defaults') },
      cpu: { read: bool('cpuRead'), write: bool('cpuWrite') },
    },
  };
}

/** Whether it is one, by running the laws on numbers: a solver is not taken at its word. */
export function isCounterexample(
  codecs: Codecs,
  { statement, format, subject }: ProofWitness,
): boolean {
  const { fails }: Statement = STATEMENTS[statement];
  return fails(NUMBERS, codecs, format, subject);
}

/** What a counterexample shows, in numbers; the words are the laws'. */
type ShownByWitness =
  /** A page: its entry, what a driver reads in it, and in the fixed format's word. */
  | { readonly about: 'page'; readonly entry: bigint; readonly old: State; readonly fixed: State }
  /** A value of the format, and what is read in it. */
  | {
      readonly about: 'value';
      readonly value: ValueName;
      readonly word: bigint;
      readonly read: State;
    }
  /** The faults that the page needs. */
  | { readonly about: 'requests'; readonly old: bigint; readonly fixed: bigint };

type ValueName = 'none' | 'error' | 'special';

interface State {
  readonly kind: StateKind;
  readonly pfn: bigint;
}

/** What is read where a statement fails. */
export function shownBy({ legacy, modern }: Codecs, witness: ProofWitness): ShownByWitness {
  const { statement, format, subject } = witness;
  const { pfn, write, cpu } = subject;
  const isLater = statement === 'pages, legacy' || statement === 'no special';
  const revision = isLater ? 'legacy' : 'v5.7';
  switch (STATEMENTS[statement].about) {
    case 'page': {
      const entry = legacy.encode(NUMBERS, format, pfn, write);
      const old = stateOf(legacy.decode(NUMBERS, format, revision, entry));
      const word = modern.encode(NUMBERS, pfn, write);
      return { about: 'page', entry, old, fixed: stateOf(modern.decode(NUMBERS, word)) };
    }
    case 'value': {
      const value = valueShown(statement, format);
      const read = stateOf(legacy.decode(NUMBERS, format, revision, format[value]));
      return { about: 'value', value, word: format[value], read };
    }
    case 'requests':
      return {
        about: 'requests',
        old: legacy.needs(NUMBERS, format, subject, cpu),
        fixed: modern.needs(NUMBERS, fixedRequests(NUMBERS, format, subject), cpu),
      };
  }
}

function valueShown(statement: StatementId, format: FormatWords<bigint>): ValueName {
  switch (statement) {
    case 'error is error':
      return 'error';
    case 'special is special':
    case 'no special':
      return 'special';
    case 'valid first': {
      const names = ['none', 'error', 'special'] as const;
      return names.find((name) => (format[name] & format.valid) !== 0n) ?? 'none';
    }
    case 'none is none':
    case 'pages, v5.7':
    case 'pages, legacy':
    case 'requests':
      return 'none';
  }
}

/**
 * The counterexample as a document that `run` takes; undefined for raw requests, which no document
 * holds: there a request is what a driver can ask, not any word.
 */
export function documentOf(codecs: Codecs, witness: ProofWitness): ScenarioWithFormat | undefined {
  const { format, subject, statement } = witness;
  const shown = shownBy(codecs, witness);
  const id = `prove-${statement.replaceAll(/[^a-z0-9.]+/g, '-')}`;
  switch (shown.about) {
    case 'page':
      return onePage(id, format, { is: 'page', pfn: subject.pfn, write: subject.write });
    case 'value':
      return onePage(id, format, { is: shown.value });
    case 'requests':
      return undefined;
  }
}

const KINDS = new Map<bigint, StateKind>(
  Object.values(StateKind).map((kind) => [BigInt(kind), kind]),
);

function stateOf({ kind, pfn }: StateWords<bigint>): State {
  const found = KINDS.get(kind);
  if (found === undefined) throw new Error(`no state has the number ${kind}`);
  return { kind: found, pfn };
}
