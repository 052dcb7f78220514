// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf } from '../code/view';
import { isRangeFault, rangeOf } from '../hmm/attempt';
import { functionNamed, parametersOf } from '../hmm/functions';
import { objectOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A range whose memory nothing has cleared, and a field of it that nothing sets. */
export const rangeUninitialised: Rule = {
  id: 'range-uninitialised',
  title: 'a field of the range is never set',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'A page’s request is (entry & pfn_flags_mask) | default_flags. In a range on the stack, or from ' +
    'kmalloc(), what nobody sets is whatever was there before: a random mask lets random entries count.',
  suffers:
    'It asks for pages at random, for writing too, or fails with -EPERM, depending on what ran before.',
  bad: source(`
    static int example(struct example *own, unsigned long *pfns)
    {
            struct hmm_range range;

            range.notifier = &own->notifier;
            range.notifier_seq = own->seq;
            range.start = own->start;
            range.end = own->end;
            range.hmm_pfns = pfns;
            range.dev_private_owner = NULL;
            range.default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(&range);
    }`),
  good: source(`
    static int example(struct example *own, unsigned long *pfns)
    {
            struct hmm_range range = { .notifier = &own->notifier };

            range.notifier_seq = own->seq;
            range.start = own->start;
            range.end = own->end;
            range.hmm_pfns = pfns;
            range.default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(&range);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const piece of fn.pieces) {
        for (const made of rangesMade(piece)) {
          const line = lineOf(piece.fragment, made.node);
          const missing = line === undefined ? [] : missingIn(fn, piece, made);
          if (line === undefined || missing.length === 0) continue;
          const what = `${made.name}, ${made.from}, is faulted while nothing sets ${missing.join(', ')}`;
          // An owner at random is nobody's: its pages are faulted like those of others.
          const harmless = missing.every((field) => field === 'dev_private_owner');
          yield { line, reason: what, ...(harmless && { severity: 'suspicious' as const }) };
        }
      }
    }
  },
};

/** A range whose content is not known when it is made. */
interface RangeMade {
  readonly name: string;
  readonly from: string;
  readonly node: Node;
}

function rangesMade(piece: CodePiece): RangeMade[] {
  const found: RangeMade[] = [];
  const pointers = new Set<string>();
  for (const declaration of piece.node.descendantsOfType('declaration')) {
    if (!/^(const )?struct hmm_range$/.test(declaration.childForFieldName('type')?.text ?? ''))
      continue;
    if (/^static\b/.test(declaration.text)) continue;
    for (const one of declaration.namedChildren) {
      if (one.type === 'identifier')
        found.push({ name: one.text, from: 'on the stack', node: one });
      const name = one.descendantsOfType('identifier')[0]?.text;
      if (/^\*|^\w+\s?=/.test(one.text) && name !== undefined) pointers.add(name);
    }
  }
  const stores = piece.node.descendantsOfType(['assignment_expression', 'init_declarator']);
  for (const store of stores) {
    const target = store.childForFieldName('left') ?? store.childForFieldName('declarator');
    const value = store.childForFieldName('right') ?? store.childForFieldName('value');
    const name = target?.text.replace(/^\*\s?/, '') ?? '';
    const allocator = value?.type === 'call_expression' ? calledName(value) : '';
    if (value === null || !/^k(v)?malloc(_node|_obj)?$/.test(allocator)) continue;
    if (/__GFP_ZERO/.test(value.text)) continue;
    const isRange = /struct hmm_range\b/.test(value.text) || pointers.has(name);
    if (isRange) found.push({ name, from: `from ${allocator}()`, node: store });
  }
  return found;
}

const FIELDS = ['start', 'end', 'hmm_pfns', 'default_flags', 'pfn_flags_mask', 'dev_private_owner'];

/** The fields that nothing sets between the making of a range and its fault. */
function missingIn(fn: FunctionView, piece: CodePiece, { name, node }: RangeMade): string[] {
  const object = name.replace(/->/g, '.');
  const fault = faultAfter(fn, piece, node, object);
  if (fault === undefined) return [];
  const set = new Set<string>();
  const nodes = piece.node
    .descendantsOfType(['assignment_expression', 'call_expression'])
    .filter((one) => node.endIndex <= one.startIndex && one.endIndex <= fault.endIndex);
  for (const one of nodes) {
    if (one === fault) break;
    const field = one.type === 'call_expression' ? filledBy(fn, one, object) : setBy(one, object);
    if (field === 'all') return [];
    for (const each of field) set.add(each);
  }
  const inner = isRangeFault(fault) ? [] : filledBy(fn, fault, object);
  if (inner === 'all') return [];
  for (const each of inner) set.add(each);
  return FIELDS.filter((field) => !set.has(field));
}

/** The first call after the making that faults the range, or leads to it. */
function faultAfter(fn: FunctionView, piece: CodePiece, node: Node, object: string) {
  return piece.node.descendantsOfType('call_expression').find((call) => {
    if (call.startIndex < node.endIndex) return false;
    if (isRangeFault(call)) return rangeOf(call) === object;
    return leadsToFault(fn, call, object, 0);
  });
}

const DEPTH_LIMIT = 4;

function leadsToFault(fn: FunctionView, call: Node, object: string, depth: number): boolean {
  const inner = givenAs(fn, call, object);
  if (inner === undefined || depth >= DEPTH_LIMIT) return false;
  return inner.callee.pieces.some(({ node }) =>
    node
      .descendantsOfType('call_expression')
      .some((one) =>
        isRangeFault(one)
          ? rangeOf(one) === inner.name
          : leadsToFault(inner.callee, one, inner.name, depth + 1),
      ),
  );
}

/** The function in sight that gets the object, and what it calls it. */
function givenAs(fn: FunctionView, call: Node, object: string) {
  const parameter = argumentsOf(call).findIndex((one) => objectOf(one) === object);
  const callee = functionNamed(homeOf(fn), calledName(call));
  if (parameter < 0 || callee === undefined || callee === fn) return undefined;
  const name = parametersOf(callee)[parameter];
  return name === undefined || name === '' ? undefined : { callee, name };
}

/** The field that a store sets; `all` if it sets the whole range. `|=` sets nothing. */
function setBy(store: Node, object: string): readonly string[] | 'all' {
  const left = store.childForFieldName('left');
  const target = left === null ? undefined : objectOf(left);
  if (target === undefined || store.childForFieldName('operator')?.text !== '=') return [];
  if (target === object) return 'all';
  return target.startsWith(`${object}.`) ? [target.slice(object.length + 1)] : [];
}

/** What a call sets of a range that it gets; out of sight, it may be all. */
function filledBy(
  fn: FunctionView,
  call: Node,
  object: string,
  depth = 0,
): readonly string[] | 'all' {
  if (!argumentsOf(call).some((one) => objectOf(one) === object)) return [];
  const inner = givenAs(fn, call, object);
  if (inner === undefined) return LEAVES.test(calledName(call)) ? [] : 'all';
  if (depth >= DEPTH_LIMIT) return 'all';
  const found: string[] = [];
  for (const { node } of inner.callee.pieces) {
    for (const one of node.descendantsOfType(['assignment_expression', 'call_expression'])) {
      const set =
        one.type === 'call_expression'
          ? filledBy(inner.callee, one, inner.name, depth + 1)
          : setBy(one, inner.name);
      if (set === 'all') return 'all';
      found.push(...set);
    }
  }
  return found;
}

/** Functions that take a range, and set nothing in it. */
const LEAVES =
  /^(hmm_range_fault\w*|kv?free|sizeof|WARN\w*|pr_\w+|dev_\w+|IS_ERR\w*|unlikely|likely)$/;
