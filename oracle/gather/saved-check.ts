// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { ORIGIN_NAMES } from '../compare/origin';
import { OUTCOME_NAMES } from '../coverage/coverage';
import { PROFILES } from '../generate/generate';
import { checkPart } from '../report/html/view/check-view';
import { explanationPart } from '../report/html/view/scenarios-view';
import { ScenarioSchema } from '../scenario/schema';
import { oneOf } from '../scenario/schema-words';
import { explainCheck, explainScenario } from './explained';
import { savedKind } from './saved-kind';
import { Count, Counts, orNull, rows, Side, SourceCounts, Text, Texts, Truth } from './saved-words';

const known = rows(
  { id: Text, title: Text, vectors: Count, scope: Count, random: Count },
  'a cause',
);
const cell = {
  origin: Type.Enum([...ORIGIN_NAMES], { description: 'an entry of the coverage table' }),
  outcome: Type.Enum([...OUTCOME_NAMES], { description: 'an outcome of the coverage table' }),
};

const CheckSchema = Type.Object(
  {
    options: Type.Object(
      {
        sides: Type.Array(Side, { description: 'an array of sides' }),
        vectors: Texts,
        scope: oneOf(0, 1, 2, 3),
        seed: Count,
        runs: Count,
        profile: Type.Enum([...PROFILES], { description: `one of ${PROFILES.join(' ')}` }),
      },
      { description: 'the options of a check' },
    ),
    interrupted: Truth,
    scenarios: SourceCounts,
    agreement: Type.Record(
      Text,
      Type.Object({ vectors: Count, agreeing: Count }, { description: 'vectors and agreeing' }),
      { description: 'the agreement, by side' },
    ),
    missed: Count,
    misses: rows(
      { file: Text, line: Count, id: Text, side: Side, field: Text, expected: Text, got: Text },
      'a miss',
    ),
    families: rows({ name: Text, combines: Text, size: Count, done: Count }, 'a family'),
    differences: known,
    violations: known,
    incomparable: Counts,
    fresh: rows(
      {
        ...{ cause: Text, count: Count, scenario: ScenarioSchema, text: Text },
        path: orNull(Text, 'a path'),
      },
      'a finding',
    ),
    freshNotShown: Count,
    coverage: rows(
      {
        side: Side,
        reachable: Count,
        missing: rows(cell, 'a cell'),
        cells: rows({ ...cell, count: Count }, 'a cell with its count'),
      },
      'the coverage of a side',
    ),
  },
  { description: 'a report of hmm-pfn check' },
);

/** What `check --json` prints. */
export const SAVED_CHECK = savedKind(
  'hmm-check-report',
  ['options', 'agreement', 'fresh', 'coverage'],
  CheckSchema,
  (report) => [checkPart(explainCheck(report))],
);

const ExplainedSchema = Type.Object(
  { scenario: ScenarioSchema, sides: rows({ name: Side }, 'a side') },
  { description: 'an explanation' },
);

/** What `explain --json` prints; it is explained anew. */
export const SAVED_EXPLANATION = savedKind(
  'hmm-explain-report',
  ['scenario', 'sides', 'pages'],
  ExplainedSchema,
  ({ scenario, sides }) => [
    explanationPart(
      explainScenario(
        scenario,
        sides.map(({ name }) => name),
      ),
    ),
  ],
);

const ReplaySchema = Type.Object(
  { scenario: ScenarioSchema, pairs: rows({ left: Side, right: Side }, 'a pair of sides') },
  { description: 'a report of hmm-pfn check --path' },
);

/** What `check --path … --json` prints; its scenario is explained. */
export const SAVED_REPLAY = savedKind(
  'hmm-replay-report',
  ['scenario', 'pairs', 'known'],
  ReplaySchema,
  ({ scenario, pairs }) => [
    explanationPart(
      explainScenario(
        scenario,
        pairs.flatMap(({ left, right }) => [left, right]),
      ),
    ),
  ],
);
