// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { Immutable } from '../../oracle/scenario/immutable';
import { ScenarioSchema } from '../../oracle/scenario/schema';
import { CLOSED, count, oneOf } from '../../oracle/scenario/schema-entries';
import { VERDICT_KINDS } from '../../oracle/verdict/verdict';

/*
 * What every report comes to, whatever command made it: suites of cases, each with a verdict. The
 * adapters in cases/ make them, the formats in format/ write them down; neither judges anything.
 * A `description` is the documentation of the published JSON Schema.
 */

const text = (description: string) => Type.String({ description });
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const LocationSchema = Type.Object(
  {
    file: text('a path as given, or in the kernel tree; <stdin> for standard input'),
    line: orNull(count(1)),
    in: Type.Enum(['input', 'kernel tree'], {
      description: 'whether the file was read, or is one that a file that was read refers to',
    }),
    text: Type.Union([Type.String(), Type.Null()], { description: 'the line itself' }),
  },
  { ...CLOSED, description: 'a place in a file' },
);

export const CaseSchema = Type.Object(
  {
    id: Type.String({
      pattern: '^[!-"$-~]+$',
      description:
        'stable: the same finding has the same id in every format and on every run, whatever the ' +
        'seed, the counts and the order; unique in a report; without spaces',
    }),
    rule: text('the id of the rule, in rules, to which it belongs'),
    name: text('one line for a person'),
    status: Type.Enum(['passed', 'failed', 'known', 'skipped', 'error'], {
      description:
        'failed: causes exit code 1; known: was seen, and is explained; skipped: was not checked or not ' +
        'seen, and the message says why; error: the run compared nothing, or was interrupted, so that ' +
        'what passed is not a verdict',
    }),
    level: Type.Enum(['error', 'warning', 'note'], { description: 'the severity if it failed' }),
    message: text('the result in one line'),
    details: Type.Array(Type.String(), { description: 'more details, line by line, as text' }),
    count: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'how many scenarios or schedules showed it; null if not counted',
    }),
    scenario: Type.Union([ScenarioSchema, Type.Null()], {
      description: 'the simplest scenario that shows it',
    }),
    locations: Type.Array(LocationSchema),
    replay: Type.Union([Type.String(), Type.Null()], {
      description: 'a command that shows it again, for a shell',
    }),
  },
  { ...CLOSED, description: 'a case: something that was checked, and its verdict' },
);

const SuiteSchema = Type.Object(
  {
    id: text('stable, without spaces'),
    name: text('one line for a person'),
    cases: Type.Array(CaseSchema),
  },
  { ...CLOSED, description: 'a suite of cases' },
);

const RuleSchema = Type.Object(
  {
    id: text('stable: the id of a known difference, of a clause or its violation, of a text rule'),
    title: text('one line for a person'),
    why: text('the reasoning'),
    effect: text('the effect on drivers'),
    page: Type.Union([Type.String(), Type.Null()], {
      description: 'where it is documented, relative to the project’s folder',
    }),
  },
  { ...CLOSED, description: 'the rule to which cases belong' },
);

const CountsSchema = Type.Object(
  {
    ...{ passed: count(0), failed: count(0), known: count(0), skipped: count(0) },
    error: Type.Optional(count(0)),
  },
  { ...CLOSED, description: 'how many cases have each status' },
);

/** What a run compared, and what it did not. */
export const ExaminedSchema = Type.Object(
  {
    interrupted: Type.Boolean(),
    parts: Type.Array(
      Type.Object(
        {
          what: text('a file, a scope, random scenarios'),
          compared: Type.Integer({ minimum: 0, description: 'the number of comparisons made' }),
          notCompared: Type.Array(Type.String(), { description: 'what was not, and why' }),
          undone: Type.Optional(
            Type.Integer({ minimum: 1, description: 'the number of scenarios without a result' }),
          ),
          required: Type.Boolean({
            description: 'whether a verdict requires at least one comparison here',
          }),
        },
        CLOSED,
      ),
    ),
  },
  { ...CLOSED, description: 'what was compared, and what was not' },
);

/** The fields with which every report begins; `schema` names and numbers the form of the rest. */
export function headerFields<const Name extends string>(schema: Name) {
  return {
    schema: Type.Literal(schema, { description: 'the name and version of this schema' }),
    tool: Type.Object({ name: Type.Literal('hmm-pfn'), version: Type.String() }, CLOSED),
    command: text('the names of the command: check, audit c'),
    arguments: Type.Array(Type.String(), {
      description: 'the words of the command line, from the command on',
    }),
    seed: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'the seed of the random scenarios; null if there are none',
    }),
    exitCode: oneOf(0, 1, 2, 130),
    verdict: Type.Optional(
      Type.Enum([...VERDICT_KINDS], {
        description: 'the verdict of the run; nothing-compared and interrupted are not passes',
      }),
    ),
    examined: Type.Optional(ExaminedSchema),
    notLookedAt: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'what nothing of this command looks at, so that a clean verdict says nothing of it',
      }),
    ),
    counts: CountsSchema,
    suites: Type.Array(SuiteSchema),
    rules: Type.Array(RuleSchema),
  };
}

const HeaderSchema = Type.Object({ ...headerFields(''), schema: Type.String() });

export type Location = Immutable<Type.Static<typeof LocationSchema>>;
export type Case = Immutable<Type.Static<typeof CaseSchema>>;
export type Suite = Immutable<Type.Static<typeof SuiteSchema>>;
export type ReportRule = Immutable<Type.Static<typeof RuleSchema>>;
export type StatusCounts = Immutable<Type.Static<typeof CountsSchema>>;
/** A report as far as all reports are alike: what the formats are made from. */
export type MachineReport = Immutable<Type.Static<typeof HeaderSchema>>;

/** What the report of one kind says: its suites, and the rules that their cases name. */
export interface Findings {
  readonly suites: readonly Suite[];
  readonly rules: readonly ReportRule[];
}

/** A case with what most cases have nothing of; it says its id, its name, its verdict. */
export function caseOf(
  parts: Pick<Case, 'id' | 'name' | 'status' | 'message'> & Partial<Case>,
): Case {
  const { id, name, status, message } = parts;
  return {
    ...{ id, rule: id, name, status, level: 'error', message },
    details: [],
    count: null,
    scenario: null,
    locations: [],
    replay: null,
    ...parts,
  };
}
