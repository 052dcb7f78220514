// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { argumentsOf } from '../code/nodes';
import { type CodeView, type FunctionView, functionText, nodesOf } from '../code/view';
import { rangeFaults, rangeOf } from '../hmm/attempt';
import { callSitesOf, parametersOf } from '../hmm/functions';
import { objectOf, rootOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A driver that uses entries and never checks whether they are still valid. */
export const sequenceUnchecked: Rule = {
  id: 'sequence-unchecked',
  title: 'entries are used without any call of mmu_interval_read_retry()',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'What hmm_range_fault() reports holds until the next invalidation. Only ' +
    'mmu_interval_read_retry(), under the lock that the invalidation takes, tells whether there was one.',
  effect: 'The device keeps access to pages that have been reused by somebody else.',
  bad: source(`
    static int example(struct example *own, unsigned long *pfns, struct page **pages)
    {
            struct hmm_range range = { .notifier = &own->notifier, .hmm_pfns = pfns };
            int ret;

            range.notifier_seq = mmu_interval_read_begin(range.notifier);
            range.default_flags = HMM_PFN_REQ_FAULT;
            ret = hmm_range_fault(&range);
            if (ret)
                    return ret;
            pages[0] = hmm_pfn_to_page(pfns[0]);
            return 0;
    }`),
  good: source(`
    static int example(struct example *own, unsigned long *pfns, struct page **pages)
    {
            struct hmm_range range = { .notifier = &own->notifier, .hmm_pfns = pfns };
            int ret;

            range.notifier_seq = mmu_interval_read_begin(range.notifier);
            range.default_flags = HMM_PFN_REQ_FAULT;
            ret = hmm_range_fault(&range);
            if (ret)
                    return ret;
            if (mmu_interval_read_retry(range.notifier, range.notifier_seq))
                    return -EBUSY;
            pages[0] = hmm_pfn_to_page(pfns[0]);
            return 0;
    }`),
  *check({ kind, now: { view } }: Subject): Generator<Hit> {
    if (kind !== 'source') return;
    const text = view.functions.map(functionText).join('\n');
    if (/\bmmu_interval_(read_retry|check_retry)\b/.test(text)) return;
    if (!/\bmmu_interval_read_begin\b/.test(text) || !/\bhmm_pfn_to_(page|phys)\b/.test(text))
      return;
    for (const fn of view.functions) {
      for (const { fragment, node } of rangeFaults(fn)) {
        const base = rangeOf(node);
        const line = lineOf(fragment, node);
        // The sequence of a range that others have, too, may be checked by them.
        if (line === undefined || base === undefined || !isLocal(view, fn, base)) continue;
        const reason =
          'nothing in this file checks whether the result is still valid before it is used';
        yield { line, reason };
      }
    }
  },
};

/** Whether a range, and its sequence with it, is gone when the functions of this file return. */
function isLocal(
  view: CodeView,
  fn: FunctionView,
  base: string,
  visited = new Set<FunctionView>(),
): boolean {
  visited.add(fn);
  const root = rootOf(base);
  const parameter = parametersOf(fn).indexOf(root);
  if (parameter < 0) return base === root && isVariable(fn, root);
  const sites = callSitesOf(fn);
  return (
    sites.length > 0 &&
    sites.every(({ caller, call }) => {
      const argument = argumentsOf(call)[parameter];
      const object = argument === undefined ? undefined : objectOf(argument);
      if (object === undefined || base !== root || visited.has(caller)) return false;
      return isLocal(view, caller, object, visited);
    })
  );
}

/** `struct hmm_range range`, and no pointer. */
function isVariable(fn: FunctionView, name: string): boolean {
  return nodesOf(fn, 'declaration').some(({ node }) => {
    if (!/^struct\s+hmm_range$/.test(node.childForFieldName('type')?.text ?? '')) return false;
    return node.namedChildren.some((one) => {
      const plain = one.type === 'init_declarator' ? one.childForFieldName('declarator') : one;
      return plain?.type === 'identifier' && plain.text === name;
    });
  });
}
