// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from './nodes';
import type { Node } from './syntax';

/** What holds where a statement runs: conditions by their text without blanks. */
export type Guard = ReadonlyMap<string, boolean>;

export const ANYWHERE: Guard = new Map();

/** What a name stands for where a condition is read, and how the names in that are read. */
export interface Meaning {
  readonly node: Node;
  readonly scope: NameScope;
}

/** The names of a function that stand for an expression: its arguments, and what is set once. */
export interface NameScope {
  meaning(name: string): Meaning | undefined;
  /** The ways of a condition that the scope knows better than by what it is made of. */
  ways?(condition: Node): Ways | undefined;
}

/** The ways in which a condition comes out true, and those in which it does not. */
export interface Ways {
  readonly yes: readonly Guard[];
  readonly no: readonly Guard[];
}

/** Names that are looked up one after the other; a longer chain stands for itself. */
const NAME_LIMIT = 4;

/** Conditions with a longer text, or with more ways, are not taken apart: each doubles what follows it. */
const CONDITION_LIMIT = 2000;
const WAYS_LIMIT = 32;

/**
 * The ways of a condition, by what it is made of: `!a`, `a && b` and `a || b` are taken apart, `a != b` is the
 * opposite of `a == b`, `a >= b` that of `a < b`, and `a != 0` is `a`. So two spellings of one condition are one.
 */
export function waysOf(condition: Node, scope: NameScope, depth = 0): Ways {
  if (condition.text.length > CONDITION_LIMIT) return atom(rendered(condition, scope));
  const known = scope.ways?.(condition);
  if (known !== undefined) return known;
  const inner = wrappedIn(condition);
  if (inner !== undefined) return waysOf(inner, scope, depth);
  const operator = condition.childForFieldName('operator')?.text;
  const argument = condition.childForFieldName('argument');
  if (condition.type === 'unary_expression' && operator === '!' && argument !== null) {
    return opposite(waysOf(argument, scope, depth));
  }
  const left = condition.childForFieldName('left');
  const right = condition.childForFieldName('right');
  if (condition.type === 'binary_expression' && left !== null && right !== null) {
    if (operator === '&&' || operator === '||') {
      const [one, other] = [waysOf(left, scope, depth), waysOf(right, scope, depth)];
      const ways =
        operator === '&&' ? both(one, other) : opposite(both(opposite(one), opposite(other)));
      const isTooMuch = ways.yes.length + ways.no.length > WAYS_LIMIT;
      return isTooMuch ? atom(rendered(condition, scope)) : ways;
    }
    return comparison(operator ?? '', left, right, scope, depth);
  }
  if (condition.type === 'conditional_expression') return choiceWays(condition, scope, depth);
  if (condition.type === 'identifier' && depth < NAME_LIMIT) {
    const meaning = scope.meaning(condition.text);
    if (meaning !== undefined) return waysOf(meaning.node, meaning.scope, depth + 1);
  }
  if (isTrue(condition)) return { yes: [ANYWHERE], no: [] };
  if (isZero(condition)) return { yes: [], no: [ANYWHERE] };
  return atom(rendered(condition, scope));
}

/** `a ? b : c` is `a && b || !a && c`. */
function choiceWays(choice: Node, scope: NameScope, depth: number): Ways {
  const part = (field: string): Ways | undefined => {
    const node = choice.childForFieldName(field);
    return node === null ? undefined : waysOf(node, scope, depth);
  };
  const [asked, yes, no] = [part('condition'), part('consequence'), part('alternative')];
  if (asked === undefined || yes === undefined || no === undefined)
    return atom(rendered(choice, scope));
  const [one, other] = [both(asked, yes), both(opposite(asked), no)];
  const ways = opposite(both(opposite(one), opposite(other)));
  const isTooMuch = ways.yes.length + ways.no.length > WAYS_LIMIT;
  return isTooMuch ? atom(rendered(choice, scope)) : ways;
}

/** What parentheses, casts and `likely()` are around. */
function wrappedIn(node: Node): Node | undefined {
  if (node.type === 'parenthesized_expression') return node.namedChildren[0];
  if (node.type === 'cast_expression') return node.childForFieldName('value') ?? undefined;
  const isHint = node.type === 'call_expression' && /^(un)?likely$/.test(calledName(node));
  return isHint ? argumentsOf(node)[0] : undefined;
}

const TURNED: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' };

function comparison(
  operator: string,
  left: Node,
  right: Node,
  scope: NameScope,
  depth: number,
): Ways {
  if (operator === '==' || operator === '!=') {
    const ways = equality(left, right, scope, depth);
    return operator === '==' ? ways : opposite(ways);
  }
  const [first, second] = [rendered(left, scope), rendered(right, scope)];
  if (!/^[<>]=?$/.test(operator)) return atom(`${first}${operator}${second}`);
  const turned = TURNED[operator];
  const [low, high] = turned === undefined ? [first, second] : [second, first];
  // `a <= b` is not (`b < a`).
  return (turned ?? operator) === '<' ? atom(`${low}<${high}`) : opposite(atom(`${high}<${low}`));
}

function equality(left: Node, right: Node, scope: NameScope, depth: number): Ways {
  for (const [value, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isZero(value)) return opposite(waysOf(other, scope, depth));
    if (value.text === 'true') return waysOf(other, scope, depth);
  }
  return equals(rendered(left, scope), rendered(right, scope));
}

/** `left == right`, whichever of the two is the constant. */
export function equals(left: string, right: string): Ways {
  return isConstant(left) ? atom(`${right}==${left}`) : atom(`${left}==${right}`);
}

function isConstant(text: string): boolean {
  return /^-?[A-Z0-9_]+$/.test(text);
}

function isZero({ text }: Node): boolean {
  return /^(0|NULL|false)$/.test(text);
}

function isTrue({ text }: Node): boolean {
  return /^([1-9]\d{0,9}|true)$/.test(text);
}

function atom(name: string): Ways {
  return { yes: [new Map([[name, true]])], no: [new Map([[name, false]])] };
}

function opposite({ yes, no }: Ways): Ways {
  return { yes: no, no: yes };
}

function both(one: Ways, other: Ways): Ways {
  return {
    yes: combined(one.yes, other.yes),
    no: [...one.no, ...combined(one.yes, other.no)],
  };
}

/** Decisions within decisions are told apart down to where there are this many guards. */
const GUARDS_LIMIT = 1024;

/**
 * Every guard of the first with every one of the second that it goes with; of too many, those of the first,
 * which hold wherever the others do.
 */
export function combined(first: readonly Guard[], second: readonly Guard[]): readonly Guard[] {
  if (first.length * second.length > GUARDS_LIMIT) return first;
  return first.flatMap((one) => second.flatMap((other) => bothAtOnce(one, other) ?? []));
}

/** Both at once; undefined if one rules the other out. */
export function bothAtOnce(one: Guard, other: Guard): Guard | undefined {
  for (const [name, value] of other) {
    if ((one.get(name) ?? value) !== value) return undefined;
  }
  return new Map([...one, ...other]);
}

/** More conditions are not tried out: each doubles the ways in which they can come out. */
export const ATOM_LIMIT = 8;

/** Every way in which some conditions can come out, with all of them true first. */
export function worldsOf(atoms: readonly string[]): readonly Guard[] {
  return Array.from(
    { length: 2 ** atoms.length },
    (_, number) =>
      new Map(atoms.map((name, bit): [string, boolean] => [name, (number >> bit) % 2 === 0])),
  );
}

/** Whether all of a guard holds where the conditions come out so. */
export function isTrueIn(guard: Guard, world: Guard): boolean {
  return [...guard].every(([name, value]) => world.get(name) === value);
}

/** The conditions of some guards, each once. */
export function atomsOf(guards: readonly Guard[]): readonly string[] {
  return [...new Set(guards.flatMap((guard) => [...guard.keys()]))];
}

/** Longer expressions are themselves. */
const TEXT_LIMIT = 400;

/** The text of an expression without blanks, with what its names stand for. */
export function rendered(node: Node, scope: NameScope, depth = 0): string {
  const own = node.text;
  if (own.length > TEXT_LIMIT || depth >= NAME_LIMIT) return dense(own);
  let text = '';
  let from = 0;
  for (const one of node.descendantsOfType('identifier')) {
    const meaning = scope.meaning(one.text);
    if (meaning === undefined) continue;
    text += own.slice(from, one.startIndex - node.startIndex);
    from = one.endIndex - node.startIndex;
    const value = rendered(meaning.node, meaning.scope, depth + 1);
    const isMember = own.startsWith('->', from);
    if (isMember && /^&[\w>.-]+$/.test(value)) {
      text += `${value.slice(1)}.`;
      from += '->'.length;
    } else text += one === node || /^[\w>.-]+$/.test(value) ? value : `(${value})`;
  }
  return dense(text + own.slice(from));
}

function dense(text: string): string {
  return text.replace(/\s+/g, '');
}

/** A guard as a condition: `!write && mode==READ`. */
export function guardText(guard: Guard): string {
  const texts = [...guard].map(([text, value]) => (value ? text : negated(text)));
  return texts.map((text) => text.replace(/[!=<>]=|<(?!<)/g, ' $& ')).join(' && ') || 'always';
}

function negated(text: string): string {
  const [left, right] = text.split('==');
  if (right !== undefined) return `${left}!=${right}`;
  return /^[\w.]+$/.test(text) ? `!${text}` : `!(${text})`;
}
