// SPDX-License-Identifier: GPL-2.0-or-later
import { FORMAT_CLAUSES, type FormatClause, type FormatDefectId } from '../legacy/format-clauses';
import type { FormatWords } from '../legacy/word-codec';
import { ANY_FORMAT, ANY_SUBJECT, constantFormat, type Query, query } from './query';
import { type Codecs, isReal, STATEMENTS, type Statement, type StatementId } from './statements';
import { allOf, type Formula, TERMS, type Term } from './terms';

/** What each clause of well-formedness is for: the statement that fails where only it is broken. */
export const NEEDED_FOR = {
  'valid-zero': 'pages, legacy',
  'valid-several-bits': 'requests',
  'write-zero': 'pages, legacy',
  'write-several-bits': 'requests',
  'flags-equal': 'pages, legacy',
  'valid-contains-write': 'pages, legacy',
  'write-contains-valid': 'pages, legacy',
  'flags-share-bits': 'pages, legacy',
  'valid-inside-pfn': 'pages, legacy',
  'valid-above-pfn': 'pages, legacy',
  'write-inside-pfn': 'pages, legacy',
  'write-above-pfn': 'pages, legacy',
  'none-has-valid': 'valid first',
  'error-has-valid': 'valid first',
  'special-has-valid': 'valid first',
  'none-is-page': 'pages, legacy',
  'error-is-page': 'pages, legacy',
  'special-is-page': 'pages, v5.7',
  'none-is-error': 'error is error',
  'none-is-special': 'special is special',
  'shift-cuts-pfn': 'pages, legacy',
} as const satisfies Readonly<Record<FormatDefectId, StatementId>>;

/** Defects that come with another one, which no format has alone. */
const ENTAILED: Readonly<Partial<Record<FormatDefectId, readonly FormatDefectId[]>>> = {
  'valid-contains-write': ['valid-several-bits'],
  'write-contains-valid': ['write-several-bits'],
  'flags-share-bits': ['valid-several-bits', 'write-several-bits'],
  'none-is-page': ['none-has-valid'],
  'error-is-page': ['error-has-valid'],
  'special-is-page': ['special-has-valid'],
};

/** Clauses that the reading of words does without: only raw requests, or a test of VALID first, need them. */
const NOT_FOR_READING: readonly FormatDefectId[] = [
  ...(['valid-several-bits', 'write-several-bits'] as const),
  ...(['none-has-valid', 'error-has-valid', 'special-has-valid'] as const),
];

const STATEMENT_IDS = Object.keys(STATEMENTS) as readonly StatementId[];
const DEFECT_IDS = Object.keys(FORMAT_CLAUSES) as readonly FormatDefectId[];

/** The statements about what words say; the exact condition is theirs. */
const READING: readonly StatementId[] = STATEMENT_IDS.filter(
  (id) => id !== 'requests' && id !== 'valid first',
);

/** One thing to prove or to show, with the answer that it should have. */
export interface Goal {
  readonly kind: 'statement' | 'exact' | 'need';
  readonly says: string;
  readonly statement: StatementId | undefined;
  readonly clause: FormatDefectId | undefined;
  /** `unsat`: a proof. `sat`: the solver has to find an example. */
  readonly wanted: 'unsat' | 'sat';
  readonly query: Query;
}

/** The goals for all 64-bit formats at once. */
export function goalsOfAll(codecs: Codecs): readonly Goal[] {
  const wellFormed = allOf(DEFECT_IDS.map((id) => unbroken(id)));
  const exact = allOf(EXACT.map((id) => unbroken(id)));
  return [
    ...STATEMENT_IDS.map((id) => statementGoal(codecs, id, ANY_FORMAT, [wellFormed])),
    ...READING.map((id): Goal => {
      const says = `the exact condition is enough: ${STATEMENTS[id].says}`;
      const formulas = [exact, real(), fails(codecs, id, ANY_FORMAT)];
      return goal('exact', says, { statement: id, wanted: 'unsat', formulas });
    }),
    necessary(codecs, exact),
    ...DEFECT_IDS.map((id) => needGoal(codecs, id)),
  ];
}

/** The goals for one format. */
export function goalsOf(codecs: Codecs, format: FormatWords<bigint>): readonly Goal[] {
  const words = constantFormat(format);
  return STATEMENT_IDS.map((id) => statementGoal(codecs, id, words, []));
}

/** The clauses that words need in order to read the same: no weaker condition does. */
const EXACT: readonly FormatDefectId[] = DEFECT_IDS.filter((id) => !NOT_FOR_READING.includes(id));

function statementGoal(
  codecs: Codecs,
  id: StatementId,
  format: FormatWords<Term>,
  assumed: readonly Formula[],
): Goal {
  const formulas = [...assumed, real(), fails(codecs, id, format)];
  return goal('statement', STATEMENTS[id].says, { statement: id, wanted: 'unsat', formulas });
}

/**
 * That a format outside the exact condition reads some word differently. The words are made of the
 * format: pfn 0, the highest one, and the pfns of the values.
 */
function necessary(codecs: Codecs, exact: Formula): Goal {
  const { constant, not, shiftRight, and, complement, or } = TERMS;
  const { valid, write, error, none, special, pfnShift } = ANY_FORMAT;
  const ofValue = [none, error, special].flatMap((value) =>
    [valid, or(valid, write)].map((flags) => shiftRight(and(value, complement(flags)), pfnShift)),
  );
  const pfns = [constant(0n), constant(1n << 39n), ...ofValue];
  const subjects = pfns.flatMap((pfn) =>
    [TRUE_OF, FALSE_OF].map((write) => ({ ...ANY_SUBJECT, pfn, write })),
  );
  const harmless = READING.flatMap((id) =>
    subjects.map((subject) =>
      not(TERMS.both(isReal(TERMS, subject.pfn), fails(codecs, id, ANY_FORMAT, subject))),
    ),
  );
  const says = 'no weaker condition does: any other format reads some word differently';
  return goal('exact', says, { wanted: 'unsat', formulas: [not(exact), ...harmless] });
}

const TRUE_OF = TERMS.equal(TERMS.constant(0n), TERMS.constant(0n));
const FALSE_OF = TERMS.not(TRUE_OF);

/** That a clause is needed: a format that is ill-formed in nothing else, and reads or asks wrongly. */
function needGoal(codecs: Codecs, id: FormatDefectId): Goal {
  const statement = NEEDED_FOR[id];
  const others = DEFECT_IDS.filter((one) => one !== id && !ENTAILED[id]?.includes(one));
  const broken = FORMAT_CLAUSES[id].broken(TERMS, ANY_FORMAT);
  const formulas = [
    ...others.map((one) => unbroken(one)),
    broken,
    real(),
    fails(codecs, statement, ANY_FORMAT),
  ];
  const says = `${id} alone breaks it: ${STATEMENTS[statement].says}`;
  return goal('need', says, { statement, clause: id, wanted: 'sat', formulas });
}

function goal(
  kind: Goal['kind'],
  says: string,
  rest: Partial<Pick<Goal, 'statement' | 'clause'>> & {
    readonly wanted: Goal['wanted'];
    readonly formulas: readonly Formula[];
  },
): Goal {
  const { statement, clause, wanted, formulas } = rest;
  const name = [kind, clause ?? statement ?? 'necessary'].join('-').replaceAll(/[^a-z0-9.]+/g, '-');
  return { kind, says, statement, clause, wanted, query: query(name, says, wanted, formulas) };
}

function unbroken(id: FormatDefectId): Formula {
  const clause: FormatClause = FORMAT_CLAUSES[id];
  return TERMS.not(clause.broken(TERMS, ANY_FORMAT));
}

function real(): Formula {
  return isReal(TERMS, ANY_SUBJECT.pfn);
}

function fails(
  codecs: Codecs,
  id: StatementId,
  format: FormatWords<Term>,
  subject = ANY_SUBJECT,
): Formula {
  const statement: Statement = STATEMENTS[id];
  return statement.fails(TERMS, codecs, format, subject);
}
