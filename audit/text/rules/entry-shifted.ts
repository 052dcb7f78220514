// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName, plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, nodesOf, oncePer } from '../code/view';
import { arraysGiven, lastName } from '../hmm/entries';
import { arrayOfEntry } from '../hmm/entry-arrays';
import { eventsOf, objectOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A shift that the customizable format needed and the fixed one does not. */
export const entryShifted: Rule = {
  id: 'entry-shifted',
  title: 'an entry is shifted as if there still were a pfn_shift',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why: 'An entry is the pfn with three flags in the top bits; the pfn is not shifted.',
  effect: 'It uses a pfn that is 4096 times too low.',
  bad: source(`
    static struct page *example(struct hmm_range *range)
    {
            if (!(range->hmm_pfns[0] & HMM_PFN_VALID))
                    return NULL;
            return pfn_to_page(range->hmm_pfns[0] >> PAGE_SHIFT);
    }`),
  good: source(`
    static phys_addr_t example(struct hmm_range *range)
    {
            if (!(range->hmm_pfns[0] & HMM_PFN_VALID))
                    return 0;
            return (range->hmm_pfns[0] & ~HMM_PFN_FLAGS) << PAGE_SHIFT;
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const { fragment, node } of nodesOf(fn, 'binary_expression', 'assignment_expression')) {
        const left = node.childForFieldName('left');
        const right = node.childForFieldName('right');
        const operator = node.childForFieldName('operator')?.text ?? '';
        if (!/^>>=?$/.test(operator) || left === null || right === null) continue;
        if (!isEntry(view, fn, left)) continue;
        if (!/^(PAGE_SHIFT|12)$|pfn_shift$/.test(plainText(right))) continue;
        const line = lineOf(fragment, node);
        if (line !== undefined)
          yield { line, reason: `${plainText(node)} is not the pfn of the entry` };
      }
    }
  },
};

/** An entry, with or without its flags; what a function makes of it is no entry. */
function isEntry(view: CodeView, fn: FunctionView, expression: Node): boolean {
  switch (expression.type) {
    case 'parenthesized_expression': {
      const [inner] = expression.namedChildren;
      return inner !== undefined && isEntry(view, fn, inner);
    }
    case 'cast_expression': {
      const value = expression.childForFieldName('value');
      return value !== null && isEntry(view, fn, value);
    }
    case 'binary_expression': {
      const left = expression.childForFieldName('left');
      const operator = expression.childForFieldName('operator')?.text;
      return operator === '&' && left !== null && isEntry(view, fn, left);
    }
    case 'subscript_expression': {
      const array = expression.childForFieldName('argument');
      const object = array === null ? undefined : objectOf(array);
      if (object !== undefined && lastName(object) === 'hmm_pfns') return true;
      if (object !== undefined && isArrayOfRange(view, fn, object)) return true;
      return isReadAsEntry(fn, expression);
    }
    case 'identifier':
    case 'pointer_expression':
      if (isResult(fn, expression)) return false;
      return isReadAsEntry(fn, expression) || isCopyOfEntry(view, fn, expression);
    // Whatever else an expression of C can be is none.
    default:
      return false;
  }
}

/** Whether a range of the file has the array, and nothing in the function stores anything else in it. */
function isArrayOfRange(view: CodeView, fn: FunctionView, array: string): boolean {
  const isMember = array.includes('.');
  const isGiven = arraysGiven(view).some(({ field, value, node, fragment }) => {
    const given = field === 'hmm_pfns' ? objectOf(value) : undefined;
    if (given === undefined) return false;
    // A member is the same array in every function of the file, a variable in its own.
    if (isMember) return given.includes('.') && lastName(given) === lastName(array);
    return given === array && placeIn(fn, fragment, node) !== undefined;
  });
  return isGiven && !arraysStoredIn(fn).has(array);
}

const arraysStoredIn = oncePer(
  (fn: FunctionView): ReadonlySet<string> =>
    new Set(
      nodesOf(fn, 'assignment_expression').flatMap(({ node }) => {
        const left = node.childForFieldName('left');
        return left?.type === 'subscript_expression' ? (objectOf(left) ?? []) : [];
      }),
    ),
);

/** Whether a variable was last given what a function made. */
function isResult(fn: FunctionView, { text, startIndex }: Node): boolean {
  const stores = (eventsOf(fn).get(text) ?? []).filter(
    ({ node, effect }) => effect.kind !== 'unseen' && node.endIndex <= startIndex,
  );
  const last = stores.at(-1)?.effect;
  return last?.kind === 'other' && last.value?.type === 'call_expression';
}

/** Whether a variable is given nothing but entries of the range's array, or a pointer goes through it. */
function isCopyOfEntry(view: CodeView, fn: FunctionView, expression: Node): boolean {
  const array = arrayOfEntry(view, fn, expression);
  if (array === undefined || lastName(array) !== 'hmm_pfns') return false;
  const values = (eventsOf(fn).get(expression.text) ?? []).flatMap(({ effect }) =>
    effect.kind === 'other' && effect.value !== undefined ? [effect.value] : [],
  );
  return values.every((one) => isEntry(view, fn, one));
}

const READERS = /^hmm_pfn_to_(?:page|phys|map_order)$/;

/** Whether the function tests the flags of the very same expression, or gives it to a function that reads entries. */
function isReadAsEntry(fn: FunctionView, expression: Node): boolean {
  const text = plainText(expression);
  return nodesOf(fn, 'binary_expression', 'call_expression').some(({ node }) => {
    if (node.type === 'call_expression') {
      const [entry] = argumentsOf(node);
      return READERS.test(calledName(node)) && entry !== undefined && plainText(entry) === text;
    }
    const [left, right] = ['left', 'right'].map((side) => node.childForFieldName(side));
    if (left == null || right == null || plainText(left) !== text) return false;
    return (
      node.childForFieldName('operator')?.text === '&' &&
      /^HMM_PFN_(?:VALID|WRITE|ERROR)$/.test(plainText(right))
    );
  });
}
