// SPDX-License-Identifier: GPL-2.0-or-later
import { enumeratorsOf, numberOf } from '../code/enumerators';
import { allEnclosing, LOOPS } from '../code/nodes';
import type { NumberValue } from '../code/number-value';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, type Located, nodesOf, oncePer } from '../code/view';
import { answersIn } from './answer-values';
import { AssumedRun } from './assumed-run';
import { declaredName } from './functions';
import { callTakes } from './reaches';
import { isUse } from './stale-use';
import { isFollowedIn } from './variables';

/** A variable with fewer values is a flag, which is followed through one round. */
const STATES = 3;

/** The loops of a function that do in each round what a variable says, which holds nothing but constants, and that variable. */
const machinesIn = oncePer((fn: FunctionView): ReadonlyMap<Node, string> => {
  const found = new Map<Node, string>();
  for (const { node: loop } of fn.whole ? nodesOf(fn, ...LOOPS) : []) {
    const asked = loop
      .descendantsOfType(['switch_statement', 'if_statement'])
      .flatMap((one) => one.childForFieldName('condition')?.descendantsOfType('identifier') ?? []);
    const names = new Set(asked.map(({ text }) => text));
    const state = [...names].find((name) => isState(fn, name) && isStoredIn(loop, name));
    if (state !== undefined) found.set(loop, state);
  }
  return found;
});

function isStoredIn(loop: Node, name: string): boolean {
  return loop
    .descendantsOfType('assignment_expression')
    .some((one) => one.childForFieldName('left')?.text === name);
}

function isState(fn: FunctionView, name: string): boolean {
  if (!isFollowedIn(fn, name)) return false;
  const stored = nodesOf(fn, 'assignment_expression', 'init_declarator', 'update_expression')
    .filter(({ node }) => targetOf(node) === name)
    .map(({ node }) => node.childForFieldName('right') ?? node.childForFieldName('value'));
  const values = stored.flatMap((value) => (value === null ? [undefined] : constantsIn(fn, value)));
  return !values.includes(undefined) && new Set(values).size >= STATES;
}

function targetOf(store: Node): string | undefined {
  const target = store.childForFieldName('left') ?? store.childForFieldName('argument');
  return target?.text ?? declaredName(store.childForFieldName('declarator'));
}

/** The constants that an expression may be; undefined among them if it may be something else. */
function constantsIn(fn: FunctionView, value: Node): readonly (number | undefined)[] {
  if (value.type === 'parenthesized_expression')
    return value.namedChildren.flatMap((one) => constantsIn(fn, one));
  if (value.type === 'conditional_expression') {
    return ['consequence', 'alternative'].flatMap((field) => {
      const branch = value.childForFieldName(field);
      return branch === null ? [undefined] : constantsIn(fn, branch);
    });
  }
  const home = homeOf(fn);
  return [enumeratorsOf(home).get(value.text)?.number ?? numberOf(value.text, home)];
}

/** A run that tells the rounds of state machines apart, and in which a range fault ends what the last check has said. */
class MachineRun extends AssumedRun {
  protected override stateOf(loop: Node): string | undefined {
    return machinesIn(this.fn).get(loop);
  }

  protected override isNewAttempt(call: Node): boolean {
    return callTakes(homeOf(this.fn), call, 'fault');
  }
}

/**
 * The first check of the sequence in a state machine, if its answer leads to a use of the entries, by way of the state,
 * although it says that they are out of date.
 */
export const usedInStaleState = oncePer((fn: FunctionView): Located | undefined => {
  const machines = machinesIn(fn);
  const answers = machines.size === 0 ? [] : answersIn(fn);
  const [first] = answers.filter(({ call }) =>
    allEnclosing(call, ...LOOPS).some((loop) => machines.has(loop)),
  );
  if (first === undefined) return undefined;
  const calls = nodesOf(fn, 'call_expression');
  const stale = answers.map(({ call, values }): [Node, NumberValue] => [
    call,
    { number: values.stale, isAssumed: true },
  ]);
  const run = new MachineRun(fn, new Map(stale));
  if (run.isLost || run.isBlurred) return undefined;
  const isUsed = calls.some(({ node }) => run.isOnlyAfterCall(node) && isUse(fn, node));
  return isUsed ? calls.find(({ node }) => node === first.call) : undefined;
});
