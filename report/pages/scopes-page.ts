// SPDX-License-Identifier: GPL-2.0-or-later
import { COUNTED_PAIRS, NEW_PAIRS } from '../../oracle/chunk/make-counts';
import type { Family } from '../../oracle/scope/family';
import { everyFamily, familiesByClass, familiesOf, SCOPES } from '../../oracle/scope/scopes';
import { FIELDS, type Field, formatCount, valuesIn } from '../../oracle/scope/survey';

/** Up to this many values are listed; if there are more, only their number. */
const NAMED = 12;

/** In how many of its address spaces a family by class has every call run: `25 of 156`. */
function whollyRun(family: Family): string {
  const classes = family.classes();
  if (classes === undefined) throw new Error(`${family.name} has no classes`);
  const spaces = family.size / classes.calls;
  const wholly = Array.from({ length: spaces }, (_, space) => space).filter(classes.runsEvery);
  return `${wholly.length} of ${spaces}`;
}

/** For each family, where every call is run in the scope that brings it: everywhere, or in some address spaces. */
function everyCallCells(): ReadonlyMap<string, string> {
  const byClass = SCOPES.flatMap(familiesByClass).map((family): [string, string] => [
    family.name,
    whollyRun(family),
  ]);
  return new Map(byClass);
}

/** The names of the families of scope 2 that have no classes, though no smaller scope has them. */
function withoutClasses(): string {
  const smaller = new Set(familiesOf(1).map(({ name }) => name));
  const names = familiesOf(2).filter(({ name, hasClasses }) => !hasClasses && !smaller.has(name));
  return names.map(({ name }) => `\`${name}\``).join(' and ');
}

/** `docs/scopes.md`. */
export function scopesPage(): string {
  const everyCall = everyCallCells();
  return [
    '<!-- Made by `npm run docs` from the families of scenarios. -->',
    '# The scopes: what is checked exhaustively, and what is not',
    '',
    '`hmm-pfn check --scope N` checks every scenario of a scope: number n of a family is always the same',
    'scenario, and `--path FAMILY#NUMBER` shows it. What a scope proves, it proves for these scenarios and for',
    'no others; random scenarios (`--runs`) cover more, but prove nothing.',
    '',
    'Scenarios that ask effectively the same of the same pages of one address space, by another division of it into',
    'requests, defaults and mask, are a *class*. Of a class that is run wholly, the first call is compared and held to the contract,',
    'and each later one that every side brings to the very same outcome (return code, walks, page faults, every word of output,',
    'input kept) counts as that one did. One that comes to anything else is judged by itself, and so is all of a class that',
    'shows something new, or whose format is ill-formed. Only what the contract tries beyond the call, such as a second call',
    'for a page that was none, is tried once a class.',
    '',
    '## By class: what is run, and what another call stands for',
    '',
    'Scope 1 runs every scenario. Scopes 2 and 3 run every scenario of the families that a smaller scope has, too; those that they',
    'bring themselves, they judge by class: in most address spaces the models run one call of each class, and it stands for the',
    'others, which are counted as it came out. The report says for each family how many scenarios were run, and the verdict how many in all.',
    '`--every-call` runs each of them.',
    '',
    'Why a call can stand for another one of its class, and what is seen of that:',
    '',
    '- Whether a page is effectively asked for is decided by its request, the defaults and the mask alone',
    '  ([model.md](model.md)); a class consists of the calls for which that comes to the same on every page. To tell two of them apart, a',
    '  side has to look at the division in some other way.',
    '- Every call is run in every address space of scope 1, and of each of these families in the address spaces that the table counts:',
    '  those of which all choices but at most one are the first of their lists, so that each choice of each list (a VMA, an entry, a place)',
    '  is met by every call. (`pte-3`: those of the PTEs that tell requests apart; the families `-whole`: the first and the last entry.)',
    '- In the others, the call that is run is another one from address space to address space.',
    '- If the one call shows something new, each call of its class is run.',
    '- The counts of causes are held to the expected ones (below), which come from runs of every call of scopes 1 and 2.',
    '- CI runs every call of scope 2 (`npm run test:scope`). When this was decided, all calls of scope 2 were run on v5.7, legacy and the fixed',
    '  format of 5.8, 5.15, 6.12 and 7.3, and on three of those releases with a long of 32 bits: not one call of a family that is by class came',
    '  to another outcome than the first of its class.',
    '',
    'A fault that does not depend on the division shows in every call of its class, and is found. One that depends on it is found if it shows in one of',
    'the address spaces where every call is run, or by the call that another address space has its turn of. One that needs two choices',
    'together, neither of which is the first of its list, and then shows for a few divisions only, can be missed by class: `--every-call` finds it.',
    '',
    `Never by class: ${withoutClasses()}. An ill-formed format gives each division a meaning of its own, and`,
    'a word of all ones has more bits than a request, some of which some releases keep in their output. A side that is no model, such as a kernel tree, runs every call of every family.',
    '',
    '## Families',
    '',
    'Where a family is by class in the smallest scope that has it, "every call in" says in how many of its address spaces every call is run.',
    '',
    '| family | scope | scenarios | every call in | every combination of |',
    '|---|---|---:|---|---|',
    ...everyFamily().map(
      ({ name, size, combines }) =>
        `| \`${name}\` | ${scopesOf(name)} | ${size} | ${everyCall.get(name) ?? 'all'} | ${combines} |`,
    ),
    ...SCOPES.map((scope) => {
      const families = familiesOf(scope);
      const total = families.reduce((sum, { size }) => sum + size, 0);
      return `| all | ${scope} | ${total} | | ${families.length} families |`;
    }),
    '',
    '## What documents may contain, and what the scopes cover',
    '',
    'For each part of a [scenario](scenario.md): its possible values, and those that occur in some scenario of the',
    'scope. Within a family everything in its row above is combined; values from different families are not',
    'combined with each other: for example, no scope contains an entry that another thread stores in a scenario with several VMAs.',
    '',
    `| part | documents | ${SCOPES.map((scope) => `scope ${scope}`).join(' | ')} | in no scope |`,
    `|---|---|${SCOPES.map(() => '---|').join('')}---|`,
    ...fieldRows(),
    `| \`legacy\` | any format | ${SCOPES.map((scope) => `${formatCount(familiesOf(scope))} formats`).join(' | ')} | any other |`,
    '',
    '## Expected counts',
    '',
    'How often each cause shows in a family is recorded: `fixtures/counts/FAMILY.json` has, for each pair of sides,',
    'the number of scenarios that show each known difference, that could not be compared, and on which both did the',
    'same, and for each side the number that show each known contract violation. `check --scope` compares its own',
    'counts with them. A count that is not as expected is a finding, exit code 1: a known difference that shows less',
    'often, or not at all, means that a decision has changed, just as a new difference does.',
    '',
    `Pairs that have counts: ${COUNTED_PAIRS.map((pair) => `\`${pair.join('/')}\``).join(', ')}; in`,
    `families of version 2 also ${NEW_PAIRS.map((pair) => `\`${pair.join('/')}\``).join(', ')}. Pairs and families`,
    'without counts are listed under "Not compared"; an interrupted check compares the families that it completed.',
    '',
    '`npm run counts` counts again, writes the files and prints what changed; run it deliberately, when a model,',
    'an entry or a family was changed and the new counts are intended. `npm run counts -- --scope 3` also counts',
    'scope 3, which takes as long as `check --scope 3` with all sides.',
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

/** The values of a field that no scope contains. */
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
