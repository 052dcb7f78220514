// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf } from '../code/nodes';
import { type NumberValue, plainNumber } from '../code/number-value';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, nodesOf, oncePer } from '../code/view';
import { FAULT, type Vocabulary } from './ask';
import { AssumedRun, type Assumption } from './assumed-run';
import { arrayOfEntry } from './entry-arrays';
import { callSitesOf, parametersOf } from './functions';
import type { HeldNumbers } from './held-values';
import { requestsMade } from './requests-made';
import { sharedNames, storePlaces } from './variables';

/** Where a function has a word from: an entry of an array, or a parameter that is given one. */
export type EntrySource =
  | { readonly kind: 'array'; readonly array: string }
  | { readonly kind: 'parameter'; readonly index: number };

/** Where an expression of a function has its entry from; undefined if it is none, as far as is in sight. */
export function sourceOfEntry(fn: FunctionView, expression: Node): EntrySource | undefined {
  const array = arrayOfEntry(homeOf(fn), fn, expression);
  if (array !== undefined) return { kind: 'array', array };
  const index = parametersOf(fn).indexOf(expression.text);
  return index >= 0 && entryParameters(fn).has(index) ? { kind: 'parameter', index } : undefined;
}

/** The parameters that some call in sight gives an entry for. */
const entryParameters = oncePer((fn: FunctionView): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const { caller, call } of callSitesOf(fn)) {
    for (const [index, argument] of argumentsOf(call).entries()) {
      if (arrayOfEntry(homeOf(caller), caller, argument) !== undefined) found.add(index);
    }
  }
  return found;
});

/** Where a function reads an entry of an array. */
export const entriesRead = oncePer((fn: FunctionView): readonly Node[] =>
  nodesOf(fn, 'subscript_expression', 'pointer_expression')
    .map(({ node }) => node)
    .filter((node) => !isTarget(node) && arrayOfEntry(homeOf(fn), fn, node) !== undefined),
);

/** Whether something is stored there, or its address is taken. */
function isTarget({ field, parent }: Node): boolean {
  if (parent?.type === 'assignment_expression') return field === 'left';
  return (
    parent?.type === 'pointer_expression' && parent.childForFieldName('operator')?.text === '&'
  );
}

const runsOf = oncePer((_: FunctionView) => new Map<string, AssumedRun>());

/** Runs a function with the same word in every entry that it reads or is given. */
export function runWithEntries(
  fn: FunctionView,
  entry: number,
  world: ReadonlyMap<string, number> = new Map(),
): AssumedRun {
  const key = JSON.stringify([entry, ...world]);
  const known = runsOf(fn).get(key);
  if (known !== undefined) return known;
  const value: NumberValue = { number: entry, isAssumed: true };
  const given: HeldNumbers = new Map(
    [...world].map(([name, number]) => [name, plainNumber(number)]),
  );
  const names = parametersOf(fn);
  for (const index of entryParameters(fn)) {
    const name = names[index] ?? '';
    if (name !== '' && !sharedNames(fn).has(name)) given.set(name, value);
  }
  const everywhere: Assumption = {
    key: `${entry}`,
    of: (one) => new Map(entriesRead(one).map((node) => [node, value])),
  };
  const run = new AssumedRun(fn, everywhere.of(fn), given, 0, everywhere);
  runsOf(fn).set(key, run);
  return run;
}

/** How many functions are followed from one that is called to those that call it. */
const CALLER_LIMIT = 4;

/** Whether some way through a function, and through those in sight that call it, leads to a node if all entries are so. */
export function isReachedWith(
  fn: FunctionView,
  node: Node,
  entry: number,
  world?: ReadonlyMap<string, number>,
  depth = 0,
): boolean {
  const run = runWithEntries(fn, entry, world);
  if (!run.values.has(node)) return false;
  const sites = callSitesOf(fn).filter(({ caller }) => caller !== fn);
  if (sites.length === 0 || depth >= CALLER_LIMIT) return true;
  return sites.some(({ caller, call }) => isReachedWith(caller, call, entry, undefined, depth + 1));
}

/**
 * What parameters a function has where its own range fault asks for no page by default, if each of its ways there is
 * known: of `if (fault) default_flags = FAULT;`, that `fault` is 0. undefined if that cannot be told.
 */
export function worldsWithout(
  words: Vocabulary,
  fn: FunctionView,
  bit: number = FAULT,
): readonly ReadonlyMap<string, number>[] | undefined {
  const made = requestsMade(words, fn)?.filter(({ target }) => target === 'default_flags') ?? [];
  const isTold = made.every(({ held }) => held.length === 1 && held[0]?.rest === '');
  if (made.length === 0 || !isTold) return undefined;
  const lacking = made.filter(({ held }) => held.every(({ bits }) => (bits & bit) === 0));
  const worlds = lacking.map(({ path }) => numbersIn(fn, path.guard));
  const keys = worlds.map((world) => JSON.stringify([...world]));
  return worlds.filter((_, at) => keys.indexOf(keys[at] ?? '') === at).slice(0, WORLD_LIMIT);
}

const WORLD_LIMIT = 8;

/** The parameters that conditions name, and nothing changes; one that is true is only known if it is nothing else. */
function numbersIn(
  fn: FunctionView,
  guard: ReadonlyMap<string, boolean>,
): ReadonlyMap<string, number> {
  const own = parametersOf(fn).filter(
    (name) => !sharedNames(fn).has(name) && !storePlaces(fn).has(name),
  );
  return new Map(
    [...guard].flatMap(([name, truth]): [string, number][] =>
      own.includes(name) && (!truth || isBool(fn, name)) ? [[name, Number(truth)]] : [],
    ),
  );
}

function isBool(fn: FunctionView, name: string): boolean {
  return nodesOf(fn, 'parameter_declaration').some(
    ({ node }) =>
      node.childForFieldName('type')?.text === 'bool' &&
      node.childForFieldName('declarator')?.text === name,
  );
}
