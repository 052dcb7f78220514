// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { nodesOf } from '../code/view';
import { arrayOrigin } from '../hmm/array-origin';
import { arrayOfEntry, arraysGiven, lastName } from '../hmm/entries';
import { objectOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** Entries of an array that nothing cleared, compared as a whole. */
export const stickyBits: Rule = {
  id: 'sticky-bits',
  title: 'since 6.16 three bits of an entry are what was in the array before',
  severity: 'note',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'HMM_PFN_DMA_MAPPED, HMM_PFN_P2PDMA and HMM_PFN_P2PDMA_BUS are carried from the input word to the ' +
    'output word on every path. In an array that was not cleared they are at random, so that none ' +
    'need not be 0 and two words of the same page can differ; a test of the flags says what it means.',
  suffers: 'It takes none for something, and hmm_dma_map_pfn() takes a page for mapped already.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long count)
    {
            unsigned long *pfns = kvmalloc_array(count, sizeof(*pfns), GFP_KERNEL);
            int ret;

            range->hmm_pfns = pfns;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            return pfns[0] == 0;
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long count)
    {
            unsigned long *pfns = kvcalloc(count, sizeof(*pfns), GFP_KERNEL);
            int ret;

            range->hmm_pfns = pfns;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            return pfns[0] == 0;
    }`),
  *check({ now }: Subject): Generator<Hit> {
    for (const fn of now.view.functions) {
      for (const given of arraysGiven(now.view)) {
        if (placeIn(fn, given.fragment, given.node) === undefined) continue;
        const origin = arrayOrigin(now, fn, given);
        if (origin === undefined || origin.zeroed) continue;
        const names = new Set(['hmm_pfns', lastName(objectOf(given.value) ?? 'hmm_pfns')]);
        for (const { fragment, node } of nodesOf(fn, ...WHOLE)) {
          const line = lineOf(fragment, node);
          const entry = node.startIndex < given.node.endIndex ? undefined : wholeEntry(node);
          const array = entry === undefined ? undefined : arrayOfEntry(now.view, fn, entry);
          if (line === undefined || array === undefined || !names.has(lastName(array))) continue;
          const what = node.text.replace(/\s+/g, ' ').slice(0, 80);
          yield {
            line,
            reason: `${what} takes all bits of an entry, and ${origin.text} clears none`,
          };
        }
      }
    }
  },
};

const WHOLE = ['binary_expression', 'unary_expression', 'if_statement', 'call_expression'];

/** The entry that an expression takes as a whole: `entry == 0`, `!entry`, `if (entry)`. */
function wholeEntry(node: Node): Node | undefined {
  switch (node.type) {
    case 'binary_expression': {
      if (!/^[!=]=$/.test(node.childForFieldName('operator')?.text ?? '')) return undefined;
      const sides = [node.childForFieldName('left'), node.childForFieldName('right')];
      return sides.find((one): one is Node => one !== null && isPlain(one));
    }
    case 'unary_expression': {
      const argument = node.childForFieldName('argument');
      const negates = node.childForFieldName('operator')?.text === '!';
      return negates && argument !== null && isPlain(argument) ? argument : undefined;
    }
    case 'if_statement': {
      const inner = node.childForFieldName('condition')?.namedChildren[0];
      return inner !== undefined && isPlain(inner) ? inner : undefined;
    }
    default:
      return calledName(node) === 'hmm_dma_map_pfn' ? argumentsOf(node)[0] : undefined;
  }
}

function isPlain({ type }: Node): boolean {
  return type === 'subscript_expression' || type === 'pointer_expression' || type === 'identifier';
}
