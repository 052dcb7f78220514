// SPDX-License-Identifier: GPL-2.0-or-later
import { labelsOf } from '../code/labels';
import { calledName } from '../code/nodes';
import { eitherNumber, type NumberValue, truthOf, UNKNOWN_NUMBER } from '../code/number-value';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf } from '../code/view';
import { AssumedExpressions } from './assumed-expressions';
import { declaredName, functionNamed, parametersOf } from './functions';
import { copied, type HeldNumbers, leaveBy, whereBoth } from './held-values';
import { isMacroLoop, lastJumps, sharedNames, storePlaces } from './variables';

/** Through how many functions a value that is given to them is followed. */
const CALL_LIMIT = 3;

/**
 * Runs a function on all of its ways at once, with what a call in it is assumed to return. What is the same on all ways that
 * lead to a place is known there; a loop is run once, of whose variables nothing is known.
 */
export class AssumedRun extends AssumedExpressions {
  /** What the function returns, on whichever way; undefined if none returns a value. */
  result: NumberValue | undefined;
  /** The loops of which there may be another round. */
  readonly rounds = new Set<Node>();
  /** The jumps that some way leads to. */
  readonly jumps = new Set<Node>();
  /** Where a switch goes whose value follows from the assumption: a case, or none. */
  readonly cases = new Map<Node, Node | undefined>();
  private readonly parked = new Map<string, HeldNumbers>();
  private readonly breaks: (HeldNumbers | undefined)[] = [];
  private readonly continues: (HeldNumbers | undefined)[] = [];

  constructor(
    fn: FunctionView,
    assumed: ReadonlyMap<Node, NumberValue>,
    given: HeldNumbers = new Map(),
    private readonly calls = 0,
  ) {
    super(fn, assumed);
    for (const piece of fn.pieces) {
      const body = piece.node.childForFieldName('body');
      if (body !== null) this.run(piece, body, new Map(given));
    }
  }

  protected isFollowed(name: string): boolean {
    return !sharedNames(this.fn).has(name);
  }

  protected returned(call: Node, given: readonly NumberValue[]): NumberValue | undefined {
    const callee = functionNamed(homeOf(this.fn), calledName(call));
    if (callee === undefined || callee === this.fn || !callee.whole || this.calls >= CALL_LIMIT)
      return undefined;
    const held: HeldNumbers = new Map();
    for (const [at, name] of parametersOf(callee).entries()) {
      const value = given[at];
      if (name !== '' && value !== undefined && !sharedNames(callee).has(name))
        this.store(held, name, value);
    }
    const inner = new AssumedRun(callee, new Map(), held, this.calls + 1);
    this.isLost ||= inner.isLost;
    return inner.result?.number === undefined ? undefined : inner.result;
  }

  /** @returns what is known after a node; undefined if no way leads there. */
  private run(
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
          : this.sequence(piece, node.namedChildren, held);
      case 'labeled_statement':
        return this.label(piece, node, held);
      case 'return_statement': {
        const [value] = node.namedChildren.filter(({ type }) => type !== 'comment');
        if (held !== undefined && value !== undefined) {
          const result = this.evaluateEnd(value, held);
          this.result = this.result === undefined ? result : eitherNumber(this.result, result);
        }
        return undefined;
      }
      case 'goto_statement': {
        if (held !== undefined) this.jumps.add(node);
        const name = node.childForFieldName('label')?.text ?? '';
        const parked = whereBoth(this.parked.get(name), held);
        if (parked !== undefined) this.parked.set(name, parked);
        return undefined;
      }
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

  private loop(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const condition = node.childForFieldName('condition');
    const body = node.childForFieldName('body');
    const [first, step] = [node.childForFieldName('initializer'), node.childForFieldName('update')];
    if (held !== undefined && first !== null) this.evaluate(first, held);
    this.forget(held, node.startIndex, node.endIndex);
    const asks = (where: HeldNumbers | undefined): boolean | undefined =>
      where === undefined || condition === null
        ? undefined
        : truthOf(this.evaluateEnd(condition, where));
    const isFirst = node.type !== 'do_statement';
    const enters = isFirst ? this.tried(() => asks(held)) : true;
    const past = isFirst && condition !== null && enters !== true ? copied(held) : undefined;
    this.breaks.push(undefined);
    this.continues.push(undefined);
    const before = copied(held);
    const into = enters === false ? undefined : held;
    const through = body === null ? into : this.run(piece, body, into);
    const again = whereBoth(through, this.continues.pop());
    if (again !== undefined && step !== null) this.evaluate(step, again);
    // What the round has stored decides about the next one, if there is one.
    const goesOn = asks(again ?? (isFirst ? before : undefined));
    if (again !== undefined && goesOn !== false) this.rounds.add(node);
    const done = condition !== null && goesOn !== true ? again : undefined;
    return whereBoth(whereBoth(past, done), this.breaks.pop());
  }

  /** `list_for_each_entry(…) { … }`: its body may run, or not. */
  private macroLoop(
    piece: CodePiece,
    body: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    this.forget(held, body.startIndex, body.endIndex);
    this.breaks.push(undefined);
    this.continues.push(undefined);
    const through = this.sequence(piece, body.namedChildren, copied(held));
    const again = whereBoth(through, this.continues.pop());
    if (again !== undefined) this.rounds.add(body);
    return whereBoth(whereBoth(held, again), this.breaks.pop());
  }

  /** What an expression comes to that is evaluated again, and noted, later. */
  private tried<T>(evaluate: () => T): T {
    const outer = this.isTrial;
    this.isTrial = true;
    const result = evaluate();
    this.isTrial = outer;
    return result;
  }

  private label(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const name = node.childForFieldName('label')?.text ?? '';
    const last = lastJumps(piece).get(name) ?? 0;
    const isBack = last > node.startIndex && labelsOf(piece).get(name) === node;
    // Of a jump that comes later nothing is known yet, nor whether it is the only way here.
    const now = whereBoth(held, this.parked.get(name)) ?? (isBack ? new Map() : undefined);
    this.parked.delete(name);
    if (isBack) this.forget(now, node.startIndex, last);
    return this.sequence(piece, node.namedChildren.slice(1), now);
  }

  /** What is stored in a part that runs again is unknown where it begins. */
  private forget(held: HeldNumbers | undefined, from: number, to: number): void {
    const places = storePlaces(this.fn);
    for (const name of held?.keys() ?? []) {
      const isStored = places.get(name)?.some((at) => from <= at && at < to) ?? false;
      if (isStored) held?.delete(name);
    }
  }
}
