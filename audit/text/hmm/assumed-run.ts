// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import { eitherNumber, type NumberValue, truthOf, UNKNOWN_NUMBER } from '../code/number-value';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf, oncePer } from '../code/view';
import { AssumedWays } from './assumed-ways';
import { declaredName, functionNamed, parametersOf } from './functions';
import { type HeldNumbers, leaveBy, whereBoth } from './held-values';
import { isFollowedIn, isMacroLoop, namesDeclared, sharedNames } from './variables';

/** Through how many functions a value that is given to them is followed. */
const CALL_LIMIT = 3;

/** What is assumed in functions that are called, too: in one under the same key, the same. */
export interface Assumption {
  readonly key: string;
  of(fn: FunctionView): ReadonlyMap<Node, NumberValue>;
}

/**
 * Runs a function on all of its ways at once, with what a call in it is assumed to return. What is the same on all ways that
 * lead to a place is known there; a loop is run once, of whose variables nothing is known.
 */
export class AssumedRun extends AssumedWays {
  /** What the function returns, on whichever way; undefined if none returns a value. */
  result: NumberValue | undefined;
  /** Where a switch goes whose value follows from the assumption: a case, or none. */
  readonly cases = new Map<Node, Node | undefined>();

  constructor(
    fn: FunctionView,
    assumed: ReadonlyMap<Node, NumberValue>,
    given: HeldNumbers = new Map(),
    private readonly calls = 0,
    private readonly inner: Assumption | undefined = undefined,
  ) {
    super(fn, assumed);
    do {
      for (const piece of fn.pieces) {
        const body = piece.node.childForFieldName('body');
        if (body !== null) this.run(piece, body, new Map(given));
      }
    } while (this.arrivesLater());
  }

  protected isFollowed(name: string): boolean {
    return isFollowedIn(this.fn, name);
  }

  protected isNewAttempt(_call: Node): boolean {
    return false;
  }

  protected stateOf(_loop: Node): string | undefined {
    return undefined;
  }

  protected returned(call: Node, given: readonly NumberValue[]): NumberValue | undefined {
    const callee = functionNamed(homeOf(this.fn), calledName(call));
    const isConcerned = (of: FunctionView): boolean => (this.inner?.of(of).size ?? 0) > 0;
    if (!given.some(({ isAssumed }) => isAssumed) && !(callee && isConcerned(callee)))
      return undefined;
    if (callee === undefined || callee === this.fn || !callee.whole || this.calls >= CALL_LIMIT)
      return undefined;
    const held: HeldNumbers = new Map();
    for (const [at, name] of parametersOf(callee).entries()) {
      const value = given[at];
      if (name !== '' && value !== undefined && !sharedNames(callee).has(name))
        this.store(held, name, value);
    }
    const inner = returnedBy(callee, held, this.calls + 1, this.inner);
    this.isLost ||= inner.isLost;
    return inner.result?.number === undefined ? undefined : inner.result;
  }

  /** @returns what is known after a node; undefined if no way leads there. */
  protected run(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    return this.deeper(() => this.statement(piece, node, held));
  }

  private statement(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    switch (node.type) {
      case 'if_statement':
        return this.decision(piece, node, held);
      case 'switch_statement':
        return this.choice(piece, node, held);
      case 'while_statement':
      case 'for_statement':
      case 'do_statement':
        return this.loop(piece, node, held);
      case 'compound_statement':
        return isMacroLoop(node)
          ? this.macroLoop(piece, node, held)
          : this.block(piece, node.namedChildren, held);
      case 'labeled_statement':
        return this.sequence(piece, node.namedChildren.slice(1), this.arrival(piece, node, held));
      case 'return_statement': {
        const [value] = node.namedChildren.filter(({ type }) => type !== 'comment');
        if (held !== undefined && value !== undefined) {
          const result = this.evaluateEnd(value, held);
          this.result = this.result === undefined ? result : eitherNumber(this.result, result);
        }
        return undefined;
      }
      case 'goto_statement':
        return this.jump(node, held);
      case 'break_statement':
        return leaveBy(this.breaks, held);
      case 'continue_statement':
        if (held !== undefined) this.jumps.add(node);
        return leaveBy(this.continues, held);
      case 'declaration':
        if (held !== undefined) this.declaration(node, held);
        return held;
      case 'expression_statement':
        if (held !== undefined) for (const one of node.namedChildren) this.evaluate(one, held);
        return held;
      default:
        return this.sequence(piece, node.namedChildren, held);
    }
  }

  private sequence(
    piece: CodePiece,
    nodes: readonly Node[],
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    let now = held;
    for (const node of nodes) now = this.run(piece, node, now);
    return now;
  }

  /** A block: what it declares is gone after it, and what had the name before is there again. */
  protected block(
    piece: CodePiece,
    nodes: readonly Node[],
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const declared = nodes.filter(({ type }) => type === 'declaration').flatMap(namesDeclared);
    const outer = declared.map((name) => [name, held?.get(name)] as const);
    const after = this.sequence(piece, nodes, held);
    for (const [name, value] of outer) {
      if (value === undefined) after?.delete(name);
      else after?.set(name, value);
    }
    return after;
  }

  private declaration(node: Node, held: HeldNumbers): void {
    for (const one of node.namedChildren) {
      const name = one.type === 'identifier' ? one.text : declaredName(one);
      const value = one.childForFieldName('value');
      if (name === undefined) continue;
      held.delete(name);
      if (value === null) continue;
      if (!this.isFollowed(name)) this.evaluateEnd(value, held);
      else this.store(held, name, this.evaluate(value, held));
    }
  }

  private decision(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const condition = node.childForFieldName('condition');
    const [yes, no] = [
      node.childForFieldName('consequence'),
      node.childForFieldName('alternative'),
    ];
    const asked =
      held === undefined || condition === null ? UNKNOWN_NUMBER : this.evaluateEnd(condition, held);
    const truth = truthOf(asked);
    const other = held === undefined || truth === true ? undefined : new Map(held);
    const ifTrue = truth === false ? undefined : held;
    if (asked.isAssumed) this.decided++;
    const one = yes === null ? ifTrue : this.run(piece, yes, ifTrue);
    const two = no === null ? other : this.run(piece, no, other);
    if (asked.isAssumed) this.decided--;
    return whereBoth(one, two);
  }

  private choice(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const [condition, body] = [node.childForFieldName('condition'), node.childForFieldName('body')];
    if (condition === null || body === null) return held;
    const on = held === undefined ? UNKNOWN_NUMBER : this.evaluateEnd(condition, held);
    const labels = body.namedChildren.filter(({ type }) => type === 'case_statement');
    const isSame = (label: Node): boolean | undefined => {
      const value = label.childForFieldName('value');
      if (value === null || held === undefined) return undefined;
      return truthOf(this.compared(on, this.evaluate(value, held)));
    };
    const same = labels.map(isSame);
    const others = labels.findIndex((label) => label.childForFieldName('value') === null);
    const sure = same.indexOf(true);
    const isKnown = same.every((one, at) => one !== undefined || at === others);
    if (on.isAssumed && held !== undefined && isKnown)
      this.cases.set(node, labels[sure < 0 ? others : sure]);
    this.breaks.push(undefined);
    let through: HeldNumbers | undefined;
    for (const [at, label] of labels.entries()) {
      const isEntered = at === others ? sure < 0 : same[at] !== false && (sure < 0 || at === sure);
      const into = isEntered && held !== undefined ? new Map(held) : undefined;
      const own = label.namedChildren.slice(at === others ? 0 : 1);
      through = this.sequence(piece, own, whereBoth(through, into));
    }
    const past = others < 0 && sure < 0 ? held : undefined;
    return whereBoth(whereBoth(through, this.breaks.pop()), past);
  }

  private compared(one: NumberValue, other: NumberValue): NumberValue {
    const isKnown = one.number !== undefined && other.number !== undefined;
    return { number: isKnown ? Number(one.number === other.number) : undefined, isAssumed: false };
  }
}

type Returned = Pick<AssumedRun, 'result' | 'isLost'>;

/** What functions returned for what they were given: functions that call each other give the same many times. */
const returnedFor = oncePer((_: FunctionView) => new Map<string, Returned>());

function returnedBy(
  fn: FunctionView,
  given: HeldNumbers,
  calls: number,
  inner: Assumption | undefined,
): Returned {
  const known = returnedFor(fn);
  const key = JSON.stringify([calls, inner?.key, [...given]]);
  const assumed = inner?.of(fn) ?? new Map();
  const returned = known.get(key) ?? resultOf(new AssumedRun(fn, assumed, given, calls, inner));
  known.set(key, returned);
  return returned;
}

/** Without all that is known of the run, which is as long as the function. */
function resultOf({ result, isLost }: AssumedRun): Returned {
  return { result, isLost };
}
