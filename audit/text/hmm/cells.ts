// SPDX-License-Identifier: GPL-2.0-or-later
import { endOf, type Point, reach, standsBefore } from '../code/flow';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type CodeView, type FunctionView, homeOf } from '../code/view';
import { askInText, joinedAsk, type Vocabulary } from './ask';
import {
  type AskChange,
  type AskedInCode,
  askedAfter,
  askedOneOf,
  askedTogether,
  NONE,
  UNKNOWN,
} from './asked';
import { callSitesOf, functionNamed, parametersOf } from './functions';
import { eventsOf, objectOf, type PolicyField, type RangeEvent, rootOf } from './ranges';
import { isLocal } from './variables';

/** A file and its driver's own names for the bits. */
export interface PolicyContext {
  readonly view: CodeView;
  readonly words: Vocabulary;
}

/** Calls that are followed from a function to those that call it, or that it calls. */
export const CALL_LIMIT = 6;
/** How many callers' policies are distinguished. */
export const CALLER_LIMIT = 16;
/** Longer expressions are not read. */
const TEXT_LIMIT = 200;
const NESTING_LIMIT = 100;

const cells = new WeakMap<CodePiece, Map<string, AskedInCode | undefined>>();

/** What a field of a range, or a variable, holds at a point; undefined if nothing here says it. */
export function cell(
  context: PolicyContext,
  fn: FunctionView,
  base: string,
  field: PolicyField | undefined,
  point: Point,
  depth: number,
): AskedInCode | undefined {
  const known = cells.get(point.piece) ?? new Map<string, AskedInCode | undefined>();
  cells.set(point.piece, known);
  const key = `${base} ${field} ${point.node.startIndex}`;
  if (!known.has(key)) {
    // A function that calls itself finds nothing here.
    known.set(key, undefined);
    known.set(key, computedCell(context, fn, base, field, point, depth));
  }
  return known.get(key);
}

function computedCell(
  context: PolicyContext,
  fn: FunctionView,
  base: string,
  field: PolicyField | undefined,
  point: Point,
  depth: number,
): AskedInCode | undefined {
  const events = eventsOf(fn).get(rootOf(base)) ?? [];
  const before = events.filter((event) => standsBefore(fn, event, point));
  const changes = before.flatMap((event) => changeOf(context, fn, event, base, field, depth) ?? []);
  const mayBeUnset = field !== undefined || !fn.whole || !isLocal(fn, base);
  let held: AskedInCode | undefined;
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined) continue;
    const way = reach(change.event, point);
    if (way.kind === 'never') continue;
    if (way.kind === 'always') {
      held = askedAfter(held, change);
      continue;
    }
    const together = [change];
    for (let next = changes[index + 1]; next !== undefined; next = changes[index + 1]) {
      const other = reach(next.event, point);
      if (other.kind === 'never') index += 1;
      else if (other.kind === 'sometimes' && other.decision === way.decision) {
        together.push(next);
        index += 1;
      } else break;
    }
    held = askedTogether(held, way.decision, together, mayBeUnset);
  }
  return held;
}

/** What an event does to a field of a range; undefined if nothing. */
function changeOf(
  context: PolicyContext,
  fn: FunctionView,
  event: RangeEvent,
  base: string,
  field: PolicyField | undefined,
  depth: number,
): AskChange | undefined {
  const { effect } = event;
  const exact = event.base === base;
  if (!exact && !base.startsWith(`${event.base}.`)) return undefined;
  switch (effect.kind) {
    case 'set':
    case 'add':
    case 'remove':
    case 'spoil': {
      if (!exact || effect.field !== field) return undefined;
      return { event, kind: effect.kind, asked: valueAsk(context, fn, event, effect.value, depth) };
    }
    case 'zero':
      return { event, kind: 'set', asked: NONE };
    case 'other': {
      const asked = otherAsk(context, fn, event, effect.value, base, field, depth);
      return { event, kind: 'set', asked };
    }
    case 'unseen':
      return { event, kind: 'unseen', asked: undefined };
    case 'given': {
      const callee = functionNamed(homeOf(fn), effect.callee);
      const name = callee === undefined ? '' : (parametersOf(callee)[effect.parameter] ?? '');
      if (callee === undefined || name === '' || field === undefined || depth >= CALL_LIMIT) {
        return undefined;
      }
      const inside = name + base.slice(event.base.length);
      const asked =
        finalCell(context, callee, inside, field, depth + 1) ??
        aliasAsk(context, callee, inside, field, depth + 1);
      return asked === undefined ? undefined : { event, kind: 'set', asked };
    }
  }
}

/** What a function does to a range by another name: `struct hmm_range *range = &work->range`. */
function aliasAsk(
  context: PolicyContext,
  fn: FunctionView,
  base: string,
  field: PolicyField,
  depth: number,
): AskedInCode | undefined {
  for (const events of eventsOf(fn).values()) {
    for (const { base: alias, effect } of events) {
      if (effect.kind !== 'other' || effect.value === undefined) continue;
      const object = objectOf(effect.value);
      if (object === undefined || alias === object) continue;
      if (object !== base && !base.startsWith(`${object}.`)) continue;
      const asked = finalCell(context, fn, alias + base.slice(object.length), field, depth);
      if (asked !== undefined) return asked;
    }
  }
  return undefined;
}

/** What a range holds that is another one from now on: an alias, or what a function returned. */
function otherAsk(
  context: PolicyContext,
  fn: FunctionView,
  event: RangeEvent,
  value: Node | undefined,
  base: string,
  field: PolicyField | undefined,
  depth: number,
): AskedInCode | undefined {
  if (value === undefined || depth >= CALL_LIMIT) return undefined;
  if (field === undefined) return valueAsk(context, fn, event, value, depth);
  const rest = base.slice(event.base.length);
  const object = objectOf(value);
  if (object !== undefined) return cell(context, fn, object + rest, field, event, depth + 1);
  const callee = value.type === 'call_expression' ? calledName(value) : '';
  const maker = functionNamed(homeOf(fn), callee);
  if (maker === undefined) return undefined;
  const returned = maker.pieces
    .flatMap(({ node }) => node.descendantsOfType('return_statement'))
    .flatMap(({ namedChildren: [one] }) => (one?.type === 'identifier' ? [one.text] : []));
  const name = returned.find((one) => one !== 'NULL');
  if (name === undefined) return undefined;
  return finalCell(context, maker, name + rest, field, depth + 1);
}

/** What a field or variable holds when a function has run. */
export function finalCell(
  context: PolicyContext,
  fn: FunctionView,
  base: string,
  field: PolicyField | undefined,
  depth: number,
): AskedInCode | undefined {
  const end = endOf(fn);
  return end === undefined ? undefined : cell(context, fn, base, field, end, depth);
}

/** What an expression asks for, with the values that its variables have at a point. */
function valueAsk(
  context: PolicyContext,
  fn: FunctionView,
  point: Point,
  value: Node,
  depth: number,
  nesting = 0,
): AskedInCode | undefined {
  const part = (one: Node | null | undefined): AskedInCode =>
    (one === null || one === undefined || nesting >= NESTING_LIMIT
      ? undefined
      : valueAsk(context, fn, point, one, depth, nesting + 1)) ?? UNKNOWN;
  switch (value.type) {
    case 'parenthesized_expression':
      return part(value.namedChildren[0]);
    case 'cast_expression':
      return part(value.childForFieldName('value'));
    case 'conditional_expression':
      return askedOneOf([
        part(value.childForFieldName('consequence')),
        part(value.childForFieldName('alternative')),
      ]);
    case 'binary_expression': {
      const left = part(value.childForFieldName('left'));
      const right = part(value.childForFieldName('right'));
      const operator = value.childForFieldName('operator')?.text;
      if (operator === '|') return { ...joinedAsk(left, right), sure: left.sure && right.sure };
      return plainAsk(context, value);
    }
    case 'identifier':
      return plainAsk(context, value) ?? variableAsk(context, fn, value.text, point, depth);
    default:
      return plainAsk(context, value);
  }
}

function plainAsk({ words }: PolicyContext, value: Node): AskedInCode | undefined {
  if (value.endIndex - value.startIndex > TEXT_LIMIT) return undefined;
  const ask = askInText(value.text, words);
  return ask === undefined ? undefined : { ...ask, sure: true };
}

function variableAsk(
  context: PolicyContext,
  fn: FunctionView,
  name: string,
  point: Point,
  depth: number,
): AskedInCode | undefined {
  if (depth >= CALL_LIMIT) return undefined;
  const own = cell(context, fn, name, undefined, point, depth + 1);
  if (own !== undefined) return own;
  const parameter = parametersOf(fn).indexOf(name);
  const sites = parameter < 0 ? [] : callSitesOf(fn).slice(0, CALLER_LIMIT);
  if (sites.length === 0) return undefined;
  const given = sites.map(({ caller, piece, call }) => {
    const argument = argumentsOf(call)[parameter];
    if (argument === undefined) return undefined;
    return valueAsk(context, caller, { piece, node: call }, argument, depth + 1);
  });
  return askedOneOf(given);
}
