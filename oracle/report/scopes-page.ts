// SPDX-License-Identifier: GPL-2.0-or-later
import { COUNTED_PAIRS } from '../scope/make-counts';
import { everyFamily, familiesOf, SCOPES } from '../scope/scopes';
import { FIELDS, type Field, formatCount, valuesIn } from '../scope/survey';

/** So many values are named; of more, how many there are. */
const NAMED = 12;

/** `docs/scopes.md`. */
export function scopesPage(): string {
  return [
    '<!-- Made by `npm run docs` from the families of scenarios. -->',
    '# The scopes: what is checked exhaustively, and what is not',
    '',
    '`hmm-pfn check --scope N` judges every scenario of a scope: number n of a family is always the same',
    'scenario, and `--path FAMILY#NUMBER` shows it. What a scope proves, it proves for these scenarios and for',
    'no others; random scenarios (`--runs`) go further, and prove nothing.',
    '',
    '## Families',
    '',
    `| family | scope | scenarios | every combination of |`,
    '|---|---|---:|---|',
    ...everyFamily().map(
      ({ name, size, combines }) => `| \`${name}\` | ${scopesOf(name)} | ${size} | ${combines} |`,
    ),
    ...SCOPES.map((scope) => {
      const families = familiesOf(scope);
      const total = families.reduce((sum, { size }) => sum + size, 0);
      return `| all | ${scope} | ${total} | ${families.length} families |`;
    }),
    '',
    '## What documents may say, and what scopes say of it',
    '',
    'For each part of a [scenario](scenario.md): what it may be, and what it is in some scenario of the scope.',
    'Within a family everything in its row above is combined; what stands in different families is not combined',
    'with each other: an event in a scenario with several VMAs is in no scope, for one.',
    '',
    `| part | documents | ${SCOPES.map((scope) => `scope ${scope}`).join(' | ')} | in no scope |`,
    `|---|---|${SCOPES.map(() => '---|').join('')}---|`,
    ...fieldRows(),
    `| \`legacy\` | any format | ${SCOPES.map((scope) => `${formatCount(familiesOf(scope))} formats`).join(' | ')} | any other |`,
    '',
    '## Expected counts',
    '',
    'How often each cause shows in a family is data: `fixtures/counts/FAMILY.json` has, for each pair of sides,',
    'the scenarios that show each known difference, that could not be compared, and on which both did the same,',
    'and for each side those that show each known violation of the contract. `check --scope` holds its own counts',
    'to them. One that is not as expected is a finding, exit code 1: a known difference that shows less often, or',
    'not at all, is a decision that went another way, as much as a new difference is.',
    '',
    `Pairs that have counts: ${COUNTED_PAIRS.map((pair) => `\`${pair.join('/')}\``).join(', ')}. A pair without,`,
    'and a family without, is named under "Not compared"; an interrupted check compares those families that it',
    'came to the end of.',
    '',
    '`npm run counts` counts anew, writes the files and prints what changed; it is run on purpose, where a model,',
    'an entry or a family was changed and its new counts are meant. `npm run counts -- --scope 3` counts scope 3,',
    'too, which takes as long as `check --scope 3` with all sides.',
    '',
  ].join('\n');
}

function scopesOf(name: string): string {
  return SCOPES.filter((scope) => familiesOf(scope).some((family) => family.name === name)).join(
    ', ',
  );
}

function fieldRows(): readonly string[] {
  const found = SCOPES.map((scope) => valuesIn(familiesOf(scope)));
  return FIELDS.map((field) => {
    const cells = found.map((values) => valuesText(field, values.get(field) ?? []));
    const ever = new Set(found.flatMap((values) => values.get(field) ?? []));
    return `| \`${field.name}\` | ${allText(field)} | ${cells.join(' | ')} | ${neverText(field, ever)} |`;
  });
}

function allText(field: Field): string {
  if (field.kind === 'numbers') return field.all;
  return field.all.length > NAMED ? `${field.all.length} of them` : field.all.map(code).join(' ');
}

function valuesText(field: Field, values: readonly (string | number)[]): string {
  if (values.length === 0) return 'none';
  if (field.kind === 'names') {
    if (values.length === field.all.length) return 'all';
    if (values.length > NAMED) return `${values.length} of ${field.all.length}`;
    return field.all.length > NAMED && field.all.includes('63')
      ? `${values.length} of ${field.all.length}`
      : values.map(code).join(' ');
  }
  if (values.length <= NAMED) return values.map(number).join(', ');
  return `${values.length} values from ${number(values[0])} to ${number(values.at(-1))}`;
}

/** What no scope says of a field. */
function neverText(field: Field, ever: ReadonlySet<string | number>): string {
  if (field.kind === 'numbers') return 'any other';
  const missing = field.all.filter((name) => !ever.has(name));
  if (missing.length === 0) return '';
  return missing.length > NAMED ? `${missing.length} of them` : missing.map(code).join(' ');
}

function code(value: string | number): string {
  return `\`${value}\``;
}

/** Small numbers as they are, large ones in hex. */
function number(value: string | number | undefined): string {
  return typeof value === 'number' && value >= 2 ** 16 ? `0x${value.toString(16)}` : String(value);
}
