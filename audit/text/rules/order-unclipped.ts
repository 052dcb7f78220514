// SPDX-License-Identifier: GPL-2.0-or-later

import { lineOf } from '../code/fragment';
import { macrosOf } from '../code/macros';
import { allEnclosing, argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, nodesOf } from '../code/view';
import { functionNamed } from '../hmm/functions';
import { functionBefore, type Hit, type Rule, type Subject, source } from './rule';

/** The order of a mapping taken as the number of pages from an entry on. */
export const orderUnclipped: Rule = {
  id: 'order-unclipped',
  title: 'the order of a mapping is taken for a number of pages of the range',
  severity: 'suspicious',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'hmm_pfn_to_map_order() is the size of the CPU’s mapping, which may begin before the range and ' +
    'end after it. From an entry on there are fewer pages: less (pfn & (size - 1)), and less what ' +
    'lies after the range.',
  effect: 'The device maps memory outside of the range, or skips entries.',
  bad: source(`
    static void example(struct example *own, unsigned long *pfns, unsigned long count)
    {
            unsigned long i, size;

            for (i = 0; i < count; i += size) {
                    if (!(pfns[i] & HMM_PFN_VALID))
                            return;
                    size = 1UL << hmm_pfn_to_map_order(pfns[i]);
                    example_map(own, hmm_pfn_to_page(pfns[i]), size);
            }
    }`),
  good: source(`
    static void example(struct example *own, unsigned long *pfns, unsigned long count)
    {
            unsigned long i, size;

            for (i = 0; i < count; i += size) {
                    if (!(pfns[i] & HMM_PFN_VALID))
                            return;
                    size = 1UL << hmm_pfn_to_map_order(pfns[i]);
                    size -= (pfns[i] & ~HMM_PFN_FLAGS) & (size - 1);
                    size = min(size, count - i);
                    example_map(own, hmm_pfn_to_page(pfns[i]), size);
            }
    }`),
  *check(subject: Subject): Generator<Hit> {
    const { view } = subject.now;
    for (const fn of view.functions) {
      const text = textOf(fn);
      const macros = [...macrosOf(view)].filter(([name]) => text.includes(name));
      const all = [text, ...macros.map(([, value]) => value)].join('\n');
      if (!all.includes('hmm_pfn_to_map_order')) continue;
      // What is not shown can lessen the size, but not what the patch takes away.
      if (!fn.whole && !losesLimit(subject, fn)) continue;
      for (const { fragment, node } of nodesOf(fn, 'binary_expression', 'call_expression')) {
        const size = shiftedOrder(fn, node);
        const line = lineOf(fragment, node);
        if (size === undefined || line === undefined || isHandedOver(fn, node, size)) continue;
        const lacking = lackingIn(all, fn, size);
        if (lacking === undefined) continue;
        yield { line, reason: `${node.text.replace(/\s+/g, ' ').slice(0, 80)} ${lacking}` };
        break;
      }
    }
  },
};

function textOf(fn: FunctionView): string {
  return fn.pieces.map(({ node }) => node.text).join('\n');
}

/** Whether a patch removes something from a function by which a size was lessened. */
function losesLimit(subject: Subject, fn: FunctionView): boolean {
  const before = functionBefore(subject, fn);
  if (before === undefined) return false;
  const [then, now] = [dense(textOf(before)), dense(textOf(fn))];
  return [HEAD, TAIL].some((limit) => limit.test(then) && !limit.test(now));
}

/** A text without blanks. */
function dense(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The name of the size that `1 << order` gives, '' if it has none; undefined if it is no such size. */
function shiftedOrder(fn: FunctionView, node: Node): string | undefined {
  if (!(node.type === 'call_expression' ? isSizeCall(fn, node) : isShift(fn, node)))
    return undefined;
  const store = node.parent;
  const target = store?.childForFieldName('left') ?? store?.childForFieldName('declarator');
  if (store?.type !== 'assignment_expression' && store?.type !== 'init_declarator') return '';
  return store.childForFieldName('operator')?.text === '+=' ? '' : (target?.text ?? '');
}

function isShift(fn: FunctionView, node: Node): boolean {
  const by = node.childForFieldName('right');
  return node.childForFieldName('operator')?.text === '<<' && by !== null && isOrder(fn, by);
}

/** `BIT(order)`, or a macro of the file's that shifts by the order. */
function isSizeCall(fn: FunctionView, call: Node): boolean {
  const [by] = argumentsOf(call);
  if (/^BIT(_ULL)?$/.test(calledName(call))) return by !== undefined && isOrder(fn, by);
  const macro = macrosOf(homeOf(fn)).get(calledName(call)) ?? '';
  return /(?:<<|\bBIT(?:_ULL)?)[\s(]{1,9}hmm_pfn_to_map_order\b/.test(macro.slice(0, 1000));
}

/** The order itself, or a variable that was given it. */
function isOrder(fn: FunctionView, by: Node): boolean {
  if (/\bhmm_pfn_to_map_order\b/.test(by.text)) return true;
  const names = by.descendantsOfType('identifier').map(({ text }) => text);
  return nodesOf(fn, 'assignment_expression', 'init_declarator').some(({ node }) => {
    const target = node.childForFieldName('left') ?? node.childForFieldName('declarator');
    const value = node.childForFieldName('right') ?? node.childForFieldName('value');
    return (
      target !== null &&
      names.includes(target.text) &&
      /^\s*hmm_pfn_to_map_order\s*\(/.test(value?.text ?? '')
    );
  });
}

/** What takes away what is before the entry; in a text without blanks, as the next. */
const HEAD = /&\(?[\w().]{1,40}-1|IS_ALIGNED|ALIGN|round_down|offset_in_|%|&~\(?[^H~]{0,40}-1/;
/** What takes away what is after the range. */
const TAIL =
  /\b(?:min|min_t|clamp|clamp_t|umin)\(|if\([^;{}]{0,200}[<>][^;{}]{0,200}\)\{?\w{1,60}-?=/;

/** What the size still has that does not belong to the range. */
function lackingIn(text: string, fn: FunctionView, size: string): string | undefined {
  const head = HEAD.test(dense(text));
  const tail = TAIL.test(dense(text));
  if (head && tail) return undefined;
  if (!head && !tail) {
    return 'may count pages before the range and after it: nothing lessens it';
  }
  if (!head) return 'counts from the start of the mapping, which may be before this entry';
  // A step too wide ends a loop; a size that somebody gets does not.
  return escapes(fn, size) ? 'may go on after the end of the range' : undefined;
}

/** Whether a function out of sight makes the size into another one. */
function isHandedOver(fn: FunctionView, shift: Node, size: string): boolean {
  return nodesOf(fn, 'call_expression').some(({ node: call }) => {
    const name = calledName(call);
    if (name === '' || KNOWN_CALL.test(name) || functionNamed(homeOf(fn), name) !== undefined)
      return false;
    const takes = argumentsOf(call).some(
      (one) => one.id === shift.id || (size !== '' && one.text === size) || one.text === `&${size}`,
    );
    if (!takes) return false;
    // Its result is the size from now on, or it has the size's address.
    const store = call.parent;
    const target = store?.childForFieldName('left') ?? store?.childForFieldName('declarator');
    const isSize =
      size === '' ||
      target?.text === size ||
      argumentsOf(call).some(({ text }) => text === `&${size}`);
    return isSize && (target != null || argumentsOf(call).some(({ text }) => text === `&${size}`));
  });
}

const KNOWN_CALL = /^(hmm_\w+|min\w*|max\w*|clamp\w*|umin|BIT\w*|PFN_PHYS|(un)?likely)$/;

function escapes(fn: FunctionView, size: string): boolean {
  if (size === '') return false;
  return nodesOf(fn, 'return_statement', 'argument_list').some(
    ({ node }) =>
      node.text.length < 400 &&
      node
        .descendantsOfType('identifier')
        .some((one) => one.text === size && !allEnclosing(one, 'call_expression').some(isLimit)),
  );
}

/** What gives the smaller of two sizes. */
function isLimit(call: Node): boolean {
  return /^(min|min_t|clamp|clamp_t|umin)$/.test(calledName(call));
}
