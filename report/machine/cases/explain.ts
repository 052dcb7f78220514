// SPDX-License-Identifier: GPL-2.0-or-later
import { INCOMPARABLE_REASONS } from '../../../oracle/compare/compare';
import type { Explanation } from '../../../oracle/explain/explanation';
import { KNOWN_ENTRIES } from '../../../oracle/explain/known';
import type { ExplainedExternal } from '../../../oracle/external/explained';
import type { Note } from '../../../oracle/simplifications/watch';
import { NOTES_TITLE, spansText } from '../../text/explain/names';
import { explainedText } from '../../text/external-text';
import { type Case, caseOf, type Findings } from '../model';
import {
  EXTERNAL_RULE,
  NEW_DIFFERENCE_RULE,
  SIDE_RULES,
  SIMPLIFICATION_RULES,
  VECTOR_RULE,
} from '../rules';
import { knownCase, newCase } from './sides';

/** What is said of one explained scenario, as cases. */
export function explainFindings(
  explanation: Explanation,
  externals: readonly ExplainedExternal[] = [],
): Findings {
  const { scenario, source, pairs, broken, fresh, notes } = explanation;
  const { file, line } = source;
  const locations: Case['locations'] = [{ file, line, in: 'input', text: null }];
  const shown = new Set([
    ...pairs.flatMap((pair) => (pair.verdict === 'differ' ? pair.causes.map(({ id }) => id) : [])),
    ...(broken ?? []).map(({ id }) => id),
  ]);
  const cases = [
    ...pairs.flatMap((pair) => pairCase(pair)),
    ...KNOWN_ENTRIES.filter(({ id }) => shown.has(id)).map((entry) => knownCase(entry, 1)),
    ...fresh.map((one) =>
      newCase(one, { ...{ count: 1, scenario, locations }, details: [one.detail, ...one.thrown] }),
    ),
  ];
  const expected = explanation.sides.flatMap((side) => expectedCase(side, scenario.id, locations));
  const suites = [
    { id: 'vectors', name: 'Agreement with the results given with the scenario', cases: expected },
    { id: 'scenario', name: scenario.id, cases },
    { id: 'external', name: 'Sides from outside', cases: externals.map(externalCase) },
    { id: 'simplifications', name: NOTES_TITLE, cases: notes.map(noteCase) },
  ];
  return {
    suites: suites.filter((suite) => suite.cases.length > 0),
    rules: [...SIDE_RULES, ...SIMPLIFICATION_RULES],
  };
}

/** A side from outside, held to the model that it is like. */
function externalCase(one: ExplainedExternal): Case {
  const { name, like, verdict, lines } = one;
  return caseOf({
    id: `external/${name}`,
    rule: EXTERNAL_RULE.id,
    name: `${name} is as ${like}`,
    status: verdict === 'equal' ? 'passed' : verdict === 'none' ? 'skipped' : 'failed',
    message: explainedText(one),
    details: lines,
    count: 1,
  });
}

/** A rule of the model that is simpler than a kernel: the result is the model's, and a kernel may differ. */
function noteCase({ id, title, kernel, since, sides, pages }: Note): Case {
  return caseOf({
    id: `simplification/${id}`,
    rule: `simplification.${id}`,
    name: title,
    status: 'known',
    level: 'note',
    message: `${sides.join(', ')}, ${spansText(pages)}: ${kernel}`,
    details: [`since: ${since}`],
    count: 1,
  });
}

/** Sides that agree, or cannot be compared; where they differ, the causes are cases. */
function pairCase(pair: Explanation['pairs'][number]): readonly Case[] {
  const { left, right } = pair;
  const parts = {
    id: `sides/${left}~${right}`,
    rule: NEW_DIFFERENCE_RULE.id,
    name: `${left} and ${right} agree`,
  };
  switch (pair.verdict) {
    case 'equal':
      return [caseOf({ ...parts, status: 'passed', message: 'the sides agree' })];
    case 'incomparable':
      return [
        caseOf({ ...parts, status: 'skipped', message: INCOMPARABLE_REASONS[pair.why.id].title }),
      ];
    case 'differ':
      return [];
  }
}

function expectedCase(
  { name, expected }: Explanation['sides'][number],
  id: string,
  locations: Case['locations'],
): readonly Case[] {
  if (expected === undefined) return [];
  const parts = {
    id: `vectors/${name}/${id}`,
    rule: VECTOR_RULE.id,
    name: `${name} agrees with ${id}`,
    locations,
  };
  if (expected.agrees) return [caseOf({ ...parts, status: 'passed', message: 'as expected' })];
  const { field, got } = expected;
  const message = `${name} ${field}: expected ${expected.expected}, got ${got}`;
  return [caseOf({ ...parts, status: 'failed', message })];
}
