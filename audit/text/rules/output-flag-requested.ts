// SPDX-License-Identifier: GPL-2.0-or-later
import { functionText } from '../code/view';
import { isIn } from '../hmm/stores';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A request written with the name of an output flag. */
export const outputFlagRequested: Rule = {
  id: 'output-flag-requested',
  title: 'a request is written with an output flag',
  severity: 'note',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'HMM_PFN_REQ_FAULT and HMM_PFN_REQ_WRITE share their bits with HMM_PFN_VALID and HMM_PFN_WRITE, ' +
    'so both spellings request the same. Only the first says that it is a request.',
  effect: 'Nothing today; but the header keeps the two apart and may give them different bits.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            range->default_flags = HMM_PFN_VALID | HMM_PFN_WRITE;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            range->default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            return hmm_range_fault(range);
    }`),
  *check({ now: { view, stores }, porting }: Subject): Generator<Hit> {
    if (!porting) return;
    for (const store of stores) {
      const { target, text, line, ask } = store;
      const flag = /(?<!\[\s{0,9})\bHMM_PFN_(VALID|WRITE)\b/.exec(text)?.[1];
      if (flag === undefined || ask === undefined || line.change === 'context') continue;
      const fn = view.functions.find((one) => isIn(one, store));
      const converts = fn !== undefined && /&\s*HMM_PFN_(VALID|WRITE)\b/.test(functionText(fn));
      // An entry that a conversion writes is output, whatever its name.
      if (target === 'entry' && converts) continue;
      const name = flag === 'VALID' ? 'FAULT' : 'WRITE';
      yield {
        line,
        reason: `HMM_PFN_${flag} has the same bit as HMM_PFN_REQ_${name}, but not its meaning`,
      };
    }
  },
};
