// SPDX-License-Identifier: GPL-2.0-or-later
import { enumeratorsOf, numberOf } from '../code/enumerators';
import { argumentsOf, calledName } from '../code/nodes';
import {
  binaryNumber,
  eitherNumber,
  type NumberValue,
  plainNumber,
  truthNumber,
  truthOf,
  UNKNOWN_NUMBER,
  unaryNumber,
} from '../code/number-value';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf } from '../code/view';
import { flagNumber } from './entry-values';
import { type HeldNumbers, isKnown, keepCommon } from './held-values';

/** How deep expressions and statements are followed into each other. */
const DEPTH_LIMIT = 400;

/** What the expressions of a function are worth if a call in it returns a given value, or its entries hold one. */
export abstract class AssumedExpressions {
  /** What the expressions are worth that are reached, those of which nothing is known among them. */
  readonly values = new Map<Node, NumberValue>();
  /** Of these, what goes on to something that is not followed: a decision, a call, a member, the caller. */
  readonly ends = new Map<Node, NumberValue>();
  /** Whether something stands deeper than is followed, so that nothing of all this counts. */
  isLost = false;
  /** What is reached on a way on which no call with an assumed value has returned. */
  private readonly beside = new Set<Node>();
  private depth = 0;
  /** How many decisions stand around what runs that follow from the assumption. */
  protected decided = 0;
  /** Whether what runs is run again, and noted then. */
  protected isTrial = false;

  constructor(
    readonly fn: FunctionView,
    /** What calls return, and what is read from memory. */
    protected readonly assumed: ReadonlyMap<Node, NumberValue>,
  ) {}

  /** What a function in sight returns for what it is given; undefined if nothing of it follows from the assumption. */
  protected abstract returned(call: Node, given: readonly NumberValue[]): NumberValue | undefined;

  /** Whether a name is that of a variable that only this function's own stores change. */
  protected abstract isFollowed(name: string): boolean;

  /** Whether what a call has returned says nothing any more once this one has been made. */
  protected abstract isNewAttempt(call: Node): boolean;

  /** Runs something one level further in; undefined if that is too deep. */
  protected deeper<T>(run: () => T): T | undefined {
    if (this.depth >= DEPTH_LIMIT) {
      this.isLost = true;
      return undefined;
    }
    this.depth++;
    const result = run();
    this.depth--;
    return result;
  }

  /** Evaluates an expression, with what it stores. */
  protected evaluate(node: Node, held: HeldNumbers): NumberValue {
    const own = this.deeper(() => this.valueOf(node, held)) ?? UNKNOWN_NUMBER;
    const value = this.assumed.get(node) ?? own;
    if (!this.isTrial) note(this.values, node, value);
    if (!this.isTrial && !held.has(CALLED)) this.beside.add(node);
    return value;
  }

  /** Whether a node is reached, and only where the call whose value is assumed has returned. */
  isOnlyAfterCall(node: Node): boolean {
    return this.values.has(node) && !this.beside.has(node);
  }

  /** Evaluates an expression whose value something depends on that is not followed. */
  protected evaluateEnd(node: Node, held: HeldNumbers): NumberValue {
    const value = this.evaluate(node, held);
    if (!this.isTrial) note(this.ends, node, value);
    return value;
  }

  private valueOf(node: Node, held: HeldNumbers): NumberValue {
    switch (node.type) {
      case 'parenthesized_expression':
        return this.last(node.namedChildren, held);
      case 'cast_expression':
        return this.cast(node, held);
      case 'identifier':
        return held.get(node.text) ?? this.constant(node.text);
      case 'number_literal':
      case 'true':
      case 'false':
      case 'null':
        return this.constant(node.text);
      case 'unary_expression': {
        const argument = node.childForFieldName('argument');
        const operator = node.childForFieldName('operator')?.text ?? '';
        return argument === null
          ? UNKNOWN_NUMBER
          : unaryNumber(operator, this.evaluate(argument, held));
      }
      case 'binary_expression':
        return this.binary(node, held);
      case 'conditional_expression':
        return this.conditional(node, held);
      case 'assignment_expression':
        return this.assignment(node, held);
      case 'update_expression':
        return this.update(node, held);
      case 'comma_expression':
        return this.last(node.namedChildren, held);
      case 'call_expression':
        return this.call(node, held);
      default:
        for (const child of node.namedChildren) this.evaluateEnd(child, held);
        return UNKNOWN_NUMBER;
    }
  }

  private last(nodes: readonly Node[], held: HeldNumbers): NumberValue {
    const values = nodes
      .filter(({ type }) => type !== 'comment')
      .map((node) => this.evaluate(node, held));
    return values.at(-1) ?? UNKNOWN_NUMBER;
  }

  private cast(node: Node, held: HeldNumbers): NumberValue {
    const value = node.childForFieldName('value');
    if (value === null) return UNKNOWN_NUMBER;
    const inner = this.evaluate(value, held);
    const isTruth = node.childForFieldName('type')?.text === 'bool';
    return isTruth ? truthNumber(truthOf(inner), inner.isAssumed) : inner;
  }

  private constant(text: string): NumberValue {
    if (/^(?:NULL|false)$/.test(text)) return plainNumber(0);
    if (text === 'true') return plainNumber(1);
    const enumerator = enumeratorsOf(homeOf(this.fn)).get(text);
    if (enumerator !== undefined) return enumerator;
    const flag = flagNumber(text);
    if (flag !== undefined) return plainNumber(flag);
    if (/^E[A-Z0-9]{2,15}$/.test(text)) return plainNumber(errnoOf(text));
    const number = numberOf(text, homeOf(this.fn));
    return number === undefined ? UNKNOWN_NUMBER : plainNumber(number);
  }

  private binary(node: Node, held: HeldNumbers): NumberValue {
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    const operator = node.childForFieldName('operator')?.text ?? '';
    if (left === null || right === null) return UNKNOWN_NUMBER;
    const first = this.evaluate(left, held);
    if (operator !== '&&' && operator !== '||')
      return binaryNumber(operator, first, this.evaluate(right, held));
    const decides = operator === '||';
    const truth = truthOf(first);
    if (truth === decides) return truthNumber(decides, first.isAssumed);
    // Where nothing is known of the left side, the right one may or may not run.
    const before = truth === undefined ? new Map(held) : undefined;
    const second = this.evaluate(right, held);
    if (before !== undefined) keepCommon(held, before);
    const isAssumed = first.isAssumed || second.isAssumed;
    const other = truthOf(second);
    if (other === decides) return truthNumber(decides, isAssumed);
    return truthNumber(truth === undefined ? undefined : other, isAssumed);
  }

  private conditional(node: Node, held: HeldNumbers): NumberValue {
    const condition = node.childForFieldName('condition');
    const [yes, no] = [
      node.childForFieldName('consequence'),
      node.childForFieldName('alternative'),
    ];
    if (condition === null || no === null) return UNKNOWN_NUMBER;
    const asked = this.evaluateEnd(condition, held);
    const truth = truthOf(asked);
    // `a ?: b` is `a ? a : b`.
    const ifTrue = (where: HeldNumbers): NumberValue =>
      yes === null ? asked : this.evaluate(yes, where);
    const chosen = (value: NumberValue): NumberValue => ({
      ...value,
      isAssumed: value.isAssumed || asked.isAssumed,
    });
    if (truth !== undefined) return chosen(truth ? ifTrue(held) : this.evaluate(no, held));
    const other = new Map(held);
    const [one, two] = [ifTrue(held), this.evaluate(no, other)];
    keepCommon(held, other);
    return chosen(eitherNumber(one, two));
  }

  private assignment(node: Node, held: HeldNumbers): NumberValue {
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    if (left === null || right === null) return UNKNOWN_NUMBER;
    if (left.type !== 'identifier' || !this.isFollowed(left.text)) {
      this.evaluate(left, held);
      return this.evaluateEnd(right, held);
    }
    const by = this.evaluate(right, held);
    const operator = node.childForFieldName('operator')?.text ?? '=';
    const value =
      operator === '='
        ? by
        : binaryNumber(operator.slice(0, -1), held.get(left.text) ?? UNKNOWN_NUMBER, by);
    this.store(held, left.text, value);
    return value;
  }

  private update(node: Node, held: HeldNumbers): NumberValue {
    const argument = node.childForFieldName('argument');
    if (argument?.type === 'identifier') held.delete(argument.text);
    return UNKNOWN_NUMBER;
  }

  /** Takes note of what a variable holds from now on. */
  protected store(held: HeldNumbers, name: string, value: NumberValue): void {
    const isAssumed = value.isAssumed || this.decided > 0;
    if (isKnown({ ...value, isAssumed })) held.set(name, { ...value, isAssumed });
    else held.delete(name);
  }

  private call(node: Node, held: HeldNumbers): NumberValue {
    const name = calledName(node);
    const given = argumentsOf(node);
    const [first] = given;
    if (SAME_VALUE.test(name) && first !== undefined) return this.evaluate(first, held);
    const values = given.map((one) => this.evaluate(one, held));
    const told = values[OF_DEVICE.test(name) ? 1 : 0];
    if (SAME_TRUTH.test(name) && told !== undefined)
      return truthNumber(truthOf(told), told.isAssumed);
    if (this.isNewAttempt(node)) held.delete(CALLED);
    const assumed = this.assumed.get(node);
    if (assumed?.isAssumed) held.set(CALLED, plainNumber(1));
    if (assumed !== undefined) return assumed;
    const inner = this.returned(node, values);
    if (inner !== undefined) return { ...inner, isAssumed: true };
    for (const [at, value] of values.entries()) {
      const argument = given[at];
      if (!this.isTrial && argument !== undefined) note(this.ends, argument, value);
    }
    return UNKNOWN_NUMBER;
  }
}

/** Stands among the variables where a call with an assumed value has returned; no variable has such a name. */
const CALLED = 'called()';

/** What returns what it is given. */
const SAME_VALUE = /^(?:(?:un)?likely|READ_ONCE|data_race|__builtin_expect)$/;
/** What returns whether that is true. */
const SAME_TRUTH =
  /^(?:drm_)?WARN_ON(?:_ONCE)?$|^WARN(?:_ONCE)?$|^(?:dev|drm|netdev)_WARN(?:_ONCE)?$/;
/** Those of them that are told of a device first. */
const OF_DEVICE = /^[a-z]+_WARN/;

function note(values: Map<Node, NumberValue>, node: Node, value: NumberValue): void {
  const known = values.get(node);
  values.set(node, known === undefined ? value : eitherNumber(known, value));
}

const errnos = new Map<string, number>();
/** Any number will do that nothing else of a driver's has: each code is only told from others. */
const FIRST_ERRNO = 1001;

/** What `-EAGAIN` and `-EBUSY` are worth: that something is to be tried again. */
export function againNumbers(): readonly number[] {
  return ['EAGAIN', 'EBUSY'].map((name) => -errnoOf(name));
}

function errnoOf(name: string): number {
  const number = errnos.get(name) ?? FIRST_ERRNO + errnos.size;
  errnos.set(name, number);
  return number;
}
