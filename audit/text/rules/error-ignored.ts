// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { callersOf, type FunctionView, functionText, nodesOf } from '../code/view';
import { isSnapshot, ownPolicy } from '../hmm/policy';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A snapshot read without a look at ERROR. */
export const errorIgnored: Rule = {
  id: 'error-ignored',
  title: 'ERROR is never looked at',
  severity: 'suspicious',
  why:
    'A snapshot (nothing asked of any page) succeeds over memory that cannot be accessed: no VMA, ' +
    'poison, special pages. Only HMM_PFN_ERROR tells such an entry from one that a fault could fill.',
  suffers: 'It takes an address that must fail for one that is merely not there yet, and retries.',
  bad: source(`
    static void example(struct hmm_range *range, unsigned char *perm)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = 0;
            if (hmm_range_fault(range))
                    return;
            perm[0] = range->hmm_pfns[0] & HMM_PFN_VALID ? 1 : 0;
    }`),
  good: source(`
    static void example(struct hmm_range *range, unsigned char *perm)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = 0;
            if (hmm_range_fault(range))
                    return;
            perm[0] = range->hmm_pfns[0] & HMM_PFN_VALID ? 1 : 0;
            if (range->hmm_pfns[0] & HMM_PFN_ERROR)
                    perm[0] = 0xff;
    }`),
  *check({ now: { view, stores } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      if (!fn.whole || looksAtError(fn)) continue;
      const [read] = nodesOf(fn, 'binary_expression').filter(({ node }) =>
        /&\s*\(?\s*HMM_PFN_(VALID|WRITE)\b/.test(node.text),
      );
      const callers = callersOf(view, fn);
      const snapshots = [fn, ...callers].some((one) => {
        const policy = ownPolicy(one, stores);
        return policy !== undefined && isSnapshot(policy);
      });
      if (read === undefined || !snapshots || callers.some(looksAtError)) continue;
      const line = lineOf(read.fragment, read.node);
      const reason = `${fn.name}() tells VALID from the rest, but ERROR from none nowhere`;
      if (line !== undefined) yield { line, reason };
    }
  },
};

function looksAtError(fn: FunctionView): boolean {
  return /\bHMM_PFN_ERROR\b/.test(functionText(fn));
}
