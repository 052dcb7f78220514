// SPDX-License-Identifier: GPL-2.0-or-later
import { numbersOf, truthOf } from '../code/number-value';
import type { Node } from '../code/syntax';
import type { CodePiece } from '../code/view';
import { AssumedExpressions } from './assumed-expressions';
import { copied, type HeldNumbers, whereBoth } from './held-values';
import { runsAgainTo, storePlaces } from './variables';

/** Rounds of a loop that are told apart: more states than that nobody reads. */
const ROUND_LIMIT = 32;

/** The ways that leave a statement for another place: jumps to labels, and out of loops and switches. */
export abstract class AssumedWays extends AssumedExpressions {
  /** The loops of which there may be another round. */
  readonly rounds = new Set<Node>();
  /** The jumps that some way leads to. */
  readonly jumps = new Set<Node>();
  /** Whether a round began of which the state is not known. */
  isBlurred = false;
  protected readonly breaks: (HeldNumbers | undefined)[] = [];
  protected readonly continues: (HeldNumbers | undefined)[] = [];
  private readonly parked = new Map<string, HeldNumbers>();
  /** The labels that nothing but later jumps leads to: whether some way leads to one of these is known last. */
  private readonly skipped = new Set<string>();
  /** Those of them that some way does lead to. */
  private readonly arrived = new Set<string>();

  /** @returns what is known after a node; undefined if no way leads there. */
  protected abstract run(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined;

  /** A block: what it declares is gone after it, and what had the name before is there again. */
  protected abstract block(
    piece: CodePiece,
    nodes: readonly Node[],
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined;

  /** The variable by whose value a loop's rounds are told apart; undefined of a loop that is run once. */
  protected abstract stateOf(loop: Node): string | undefined;

  /** Takes note of what is known where a jump to a label leaves. */
  protected jump(node: Node, held: HeldNumbers | undefined): undefined {
    if (held === undefined) return undefined;
    this.jumps.add(node);
    const name = node.childForFieldName('label')?.text ?? '';
    const parked = whereBoth(this.parked.get(name), held);
    if (parked !== undefined) this.parked.set(name, parked);
    return undefined;
  }

  /** @returns what is known at a label, by all of the ways there; undefined if none leads there. */
  protected arrival(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const name = node.childForFieldName('label')?.text ?? '';
    const last = runsAgainTo(piece, node.startIndex, node.startIndex + 1);
    const isBack = last > node.startIndex + 1;
    const before = whereBoth(held, this.parked.get(name));
    // Of a jump that comes later nothing is known yet.
    const isLater = isBack && (this.arrived.has(name) || !this.fn.whole);
    const now = before ?? (isLater ? new Map() : undefined);
    if (before === undefined && isBack) this.skipped.add(name);
    this.parked.delete(name);
    if (isBack) this.forget(now, node.startIndex, last);
    return now;
  }

  /** Whether jumps have led to labels before them that no way led to yet: then the function is run again, from these, too. */
  protected arrivesLater(): boolean {
    const found = [...this.jumps]
      .map((jump) => jump.childForFieldName('label')?.text ?? '')
      .filter((name) => this.skipped.has(name) && !this.arrived.has(name));
    for (const name of found) this.arrived.add(name);
    return found.length > 0;
  }

  /** What is stored in a loop, or in what leads back into it, is unknown where it begins. */
  private forgetRound(piece: CodePiece, held: HeldNumbers | undefined, loop: Node): void {
    this.forget(held, loop.startIndex, runsAgainTo(piece, loop.startIndex, loop.endIndex));
  }

  /** What is stored in a part that runs again is unknown where it begins. */
  private forget(held: HeldNumbers | undefined, from: number, to: number): void {
    const places = storePlaces(this.fn);
    for (const name of held?.keys() ?? []) {
      const isStored = places.get(name)?.some((at) => from <= at && at < to) ?? false;
      if (isStored) held?.delete(name);
    }
  }

  protected loop(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    const condition = node.childForFieldName('condition');
    const body = node.childForFieldName('body');
    const [first, step] = [node.childForFieldName('initializer'), node.childForFieldName('update')];
    if (held !== undefined && first !== null) this.evaluate(first, held);
    const state = this.stateOf(node);
    if (state !== undefined && held !== undefined) return this.machine(piece, node, held, state);
    this.forgetRound(piece, held, node);
    const asks = (where: HeldNumbers | undefined): boolean | undefined =>
      where === undefined || condition === null
        ? undefined
        : truthOf(this.evaluateEnd(condition, where));
    const isFirst = node.type !== 'do_statement';
    const enters = isFirst ? this.tried(() => asks(held)) : true;
    const mayPass = isFirst && condition !== null && enters !== true && !this.isOfAssumed(node);
    const past = mayPass ? copied(held) : undefined;
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

  /** A loop whose rounds do what its state says: one round for each state, until no new one comes. */
  private machine(
    piece: CodePiece,
    node: Node,
    held: HeldNumbers,
    state: string,
  ): HeldNumbers | undefined {
    const [condition, body] = [node.childForFieldName('condition'), node.childForFieldName('body')];
    const step = node.childForFieldName('update');
    const begun = new Set<string>();
    let past: HeldNumbers | undefined;
    for (let into: HeldNumbers | undefined = held; into !== undefined; ) {
      const value = into.get(state);
      this.forgetRound(piece, into, node);
      if (value === undefined || numbersOf(value) === undefined) {
        this.isBlurred = true;
        return undefined;
      }
      into.set(state, value);
      const key = JSON.stringify([...into].sort(([one], [other]) => (one < other ? -1 : 1)));
      if (begun.has(key) || begun.size === ROUND_LIMIT) break;
      const isFirst = node.type === 'do_statement' && begun.size === 0;
      begun.add(key);
      const asked = isFirst || condition === null ? undefined : this.evaluateEnd(condition, into);
      const truth = asked === undefined ? true : truthOf(asked);
      if (truth !== true) past = whereBoth(past, into);
      if (truth === false) break;
      this.breaks.push(undefined);
      this.continues.push(undefined);
      const through = body === null ? into : this.run(piece, body, copied(into));
      into = whereBoth(through, this.continues.pop());
      past = whereBoth(past, this.breaks.pop());
      if (into !== undefined && step !== null) this.evaluate(step, into);
    }
    return past;
  }

  /** `list_for_each_entry(…) { … }`: its body may run, or not. */
  protected macroLoop(
    piece: CodePiece,
    body: Node,
    held: HeldNumbers | undefined,
  ): HeldNumbers | undefined {
    this.forgetRound(piece, held, body);
    this.breaks.push(undefined);
    this.continues.push(undefined);
    const through = this.block(piece, body.namedChildren, copied(held));
    const again = whereBoth(through, this.continues.pop());
    if (again !== undefined) this.rounds.add(body);
    const past = this.isOfAssumed(body) ? undefined : held;
    return whereBoth(whereBoth(past, again), this.breaks.pop());
  }

  /** Whether a loop goes through what is assumed to be in memory: then it runs, as there is something. */
  private isOfAssumed({ startIndex, endIndex }: Node): boolean {
    return [...this.assumed.keys()].some(
      (node) =>
        node.type !== 'call_expression' &&
        startIndex <= node.startIndex &&
        node.endIndex <= endIndex,
    );
  }

  /** What an expression comes to that is evaluated again, and noted, later. */
  private tried<T>(evaluate: () => T): T {
    const outer = this.isTrial;
    this.isTrial = true;
    const result = evaluate();
    this.isTrial = outer;
    return result;
  }
}
