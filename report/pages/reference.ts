// SPDX-License-Identifier: GPL-2.0-or-later
import type { MinimalExample } from '../../oracle/check/minimal-files';
import { REASONS_OF_MODELS, REASONS_OF_TREES } from '../../oracle/compare/compare';
import type { Clause, Violation } from '../../oracle/contract/clause';
import type { Difference } from '../../oracle/differences/difference';
import { scenarioText } from '../text/scenario-text';
import { allSidesText } from './sides-text';

const GENERATED = '<!-- Made by `npm run docs` from the entries and fixtures/minimal/. -->';

/** `docs/differences.md`. */
export function differencesPage(
  differences: readonly Difference[],
  exampleOf: (id: string) => MinimalExample,
): string {
  return [
    GENERATED,
    '# Known differences between the sides',
    '',
    `The sides are ${allSidesText()}.`,
    'Each section is one cause: a decision that leads to different results.',
    '`hmm-pfn check` fails on any disagreement that none of these explains; `hmm-pfn explain ID` shows',
    'one step by step.',
    '',
    ...contents(differences),
    ...differences.flatMap((difference) => differenceLines(difference, exampleOf(difference.id))),
    '# What cannot be compared',
    '',
    'Nothing is claimed about what is listed here; such comparisons are counted separately, by id. Everything',
    'else is compared: where a format cannot express a request, each side is run once more with the requests',
    'that the other one got, and must do the same.',
    '',
    ...REASONS_OF_MODELS.flatMap((reason) => differenceLines(reason, exampleOf(reason.id))),
    ...REASONS_OF_TREES.flatMap((reason) => [
      ...differenceLines(reason),
      `Only a kernel tree as a side shows it${SHOWN_BY[reason.id]}.`,
      '',
    ]),
  ].join('\n');
}

const SHOWN_BY: Readonly<Record<(typeof REASONS_OF_TREES)[number]['id'], string>> = {
  'range-too-wide': ', with `--bits 32` ([kernel-trees.md](kernel-trees.md#longs-of-32-bits))',
  'tree-given-up': ' ([kernel-trees.md](kernel-trees.md#code-that-does-not-come-to-an-end))',
};

function differenceLines(
  { id, title, does, why, driver }: Pick<Difference, 'id' | 'title' | 'does' | 'why' | 'driver'>,
  shown?: MinimalExample,
): string[] {
  const ways = Object.entries(does).map(([side, what]) => `- \`${side}\` ${what}.`);
  return [
    `## ${id}`,
    '',
    `**${capital(title)}.**`,
    '',
    ...(ways.length === 0 ? [] : [...ways, '']),
    `*Why.* ${why}`,
    '',
    `*Effect on drivers.* ${driver}`,
    '',
    ...(shown === undefined ? [] : example(id, shown)),
  ];
}

/** `docs/contract.md`. */
export function contractPage(
  clauses: readonly Clause[],
  exampleOf: (id: string) => MinimalExample,
): string {
  return [
    GENERATED,
    '# The contract, and where the code violates it',
    '',
    'Callers of `hmm_range_fault()` rely on these promises, which its documentation and the headers',
    'make. Each clause is checked on each side alone. The known violations of a clause are listed under',
    'it; `hmm-pfn check` fails on any other.',
    '',
    ...contents(clauses.map(({ id, promise }) => ({ id, title: promise }))),
    ...clauses.flatMap((clause) => [
      `## ${clause.id}`,
      '',
      `> ${clause.promise}`,
      '',
      ...(clause.violations.length === 0 ? ['No violation is known.', ''] : []),
      ...clause.violations.flatMap((violation) => violationLines(violation, exampleOf)),
    ]),
  ].join('\n');
}

function violationLines(violation: Violation, exampleOf: (id: string) => MinimalExample): string[] {
  const shown = exampleOf(violation.id);
  return [
    `### ${violation.id}`,
    '',
    `**${capital(violation.title)}.** Violated by ${shown.sides.map((side) => `\`${side}\``).join(', ')}.`,
    '',
    `*Why.* ${violation.why}`,
    '',
    `*Effect on drivers.* ${violation.driver}`,
    '',
    `*Does it matter?* ${violation.matters}`,
    '',
    ...example(violation.id, shown),
  ];
}

function contents(entries: readonly { readonly id: string; readonly title: string }[]): string[] {
  return [...entries.map(({ id, title }) => `- [${id}](#${anchor(id)}): ${title}`), ''];
}

/** How a Markdown heading is linked to. */
export function anchor(heading: string): string {
  return heading.replaceAll('.', '');
}

function example(id: string, { fixture, text }: MinimalExample): string[] {
  return [
    `The simplest scenario (\`fixtures/minimal/${id}.json\`):`,
    '',
    '```',
    scenarioText(fixture.scenario),
    '```',
    '```diff',
    text,
    '```',
    '',
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
