// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodeView, functionText } from '../code/view';
import { ASKS_WRITE, FAULT } from '../hmm/ask';
import { isIn, type RequestStore } from '../hmm/stores';
import { type Hit, type PatchSide, type Rule, type Subject, source } from './rule';

/** `HMM_PFN_REQ_WRITE` alone, where no default brings the FAULT that it needs. */
export const writeWithoutFault: Rule = {
  id: 'write-without-fault',
  title: 'a request of WRITE without FAULT has no effect',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'The range fault considers HMM_PFN_REQ_WRITE only where HMM_PFN_REQ_FAULT is also requested, by ' +
    'the page or by default_flags.',
  effect: 'The page is not faulted: the device finds it unmapped, or mapped read-only.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            range->hmm_pfns[0] = HMM_PFN_REQ_WRITE;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = HMM_PFN_REQ_WRITE;
            range->hmm_pfns[0] = HMM_PFN_REQ_WRITE;
            return hmm_range_fault(range);
    }`),
  *check({ now }: Subject): Generator<Hit> {
    for (const store of now.stores) {
      if (store.ask?.must !== ASKS_WRITE || store.ask.may !== ASKS_WRITE || store.adds) continue;
      if (!/HMM_PFN_(REQ_)?WRITE/.test(store.text) || store.target === 'pfn_flags_mask') continue;
      if (addsFaultLater(now, store) || isConversion(now.view, store)) continue;
      if (store.target === 'entry' && !lacksDefault(now, store)) continue;
      yield {
        line: store.line,
        reason: `${store.text} has no effect here: it comes without FAULT`,
      };
    }
  },
};

/** Whether defaults are in sight near the store, and none of them has FAULT. */
function lacksDefault({ view, stores }: PatchSide, store: RequestStore): boolean {
  const fn = view.functions.find((one) => isIn(one, store));
  const near = stores.filter(
    (one) =>
      one.target === 'default_flags' &&
      (fn === undefined ? one.fragment === store.fragment : isIn(fn, one)),
  );
  const known = near.length > 0 ? near : stores.filter((one) => one.target === 'default_flags');
  return known.every(({ ask }) => ask !== undefined && (ask.may & FAULT) === 0);
}

/** `request = WRITE; request |= FAULT;` */
function addsFaultLater({ stores }: PatchSide, store: RequestStore): boolean {
  return stores.some(
    (one) =>
      one.adds &&
      one.target === store.target &&
      one.fragment === store.fragment &&
      Math.abs(one.row - store.row) < 12 &&
      (one.ask === undefined || (one.ask.may & FAULT) !== 0),
  );
}

/** A function that tests entries writes outputs of its own, not requests. */
function isConversion(view: CodeView, store: RequestStore): boolean {
  const fn = view.functions.find((one) => isIn(one, store));
  return fn !== undefined && /&\s*HMM_PFN_(VALID|WRITE)\b/.test(functionText(fn));
}
