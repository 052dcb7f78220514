// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { plainText } from '../code/nodes';
import { nodesIn } from '../code/view';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A shift that the customizable format needed and the fixed one does not. */
export const entryShifted: Rule = {
  id: 'entry-shifted',
  title: 'an entry is shifted as if it still had a pfn_shift',
  severity: 'bug',
  why: 'An entry is the pfn with three flags at the top; nothing has to be shifted out of the way.',
  suffers: 'It takes a page that is 4096 times too low.',
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
      if (!/\bhmm_pfns\s*\[/.test(plainText(left))) continue;
      if (!/^(PAGE_SHIFT|12)$|pfn_shift$/.test(plainText(right))) continue;
      const line = lineOf(fragment, node);
      if (line !== undefined)
        yield { line, reason: `${plainText(node)} is not the pfn of the entry` };
    }
  },
};
