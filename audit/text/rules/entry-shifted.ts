// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import { nodesIn } from '../code/view';
import { lastName } from '../hmm/entries';
import { objectOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A shift that the customizable format needed and the fixed one does not. */
export const entryShifted: Rule = {
  id: 'entry-shifted',
  title: 'an entry is shifted as if there still were a pfn_shift',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why: 'An entry is the pfn with three flags in the top bits; the pfn is not shifted.',
  suffers: 'It uses a pfn that is 4096 times too low.',
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
    for (const { fragment, node } of nodesIn(view, 'binary_expression')) {
      const left = node.childForFieldName('left');
      const right = node.childForFieldName('right');
      if (node.childForFieldName('operator')?.text !== '>>' || left === null || right === null)
        continue;
      if (!isEntry(left)) continue;
      if (!/^(PAGE_SHIFT|12)$|pfn_shift$/.test(plainText(right))) continue;
      const line = lineOf(fragment, node);
      if (line !== undefined)
        yield { line, reason: `${plainText(node)} is not the pfn of the entry` };
    }
  },
};

/** `range->hmm_pfns[i]`, with or without its flags; what a function makes of it is no entry. */
function isEntry(expression: Node): boolean {
  switch (expression.type) {
    case 'parenthesized_expression': {
      const [inner] = expression.namedChildren;
      return inner !== undefined && isEntry(inner);
    }
    case 'cast_expression': {
      const value = expression.childForFieldName('value');
      return value !== null && isEntry(value);
    }
    case 'binary_expression': {
      const left = expression.childForFieldName('left');
      return (
        expression.childForFieldName('operator')?.text === '&' && left !== null && isEntry(left)
      );
    }
    case 'subscript_expression': {
      const array = expression.childForFieldName('argument');
      const object = array === null ? undefined : objectOf(array);
      return object !== undefined && lastName(object) === 'hmm_pfns';
    }
    default:
      return false;
  }
}
