// SPDX-License-Identifier: GPL-2.0-or-later
import { type FunctionView, functionText, nodesOf } from '../code/view';
import { rangeFaults } from '../hmm/attempt';
import { callersOf, parametersOf } from '../hmm/functions';
import { isIn } from '../hmm/stores';
import { type Hit, hitAt, type PatchSide, type Rule, type Subject, source } from './rule';

/** A function that knows of writing, and asks for pages that may be read only. */
export const writeUnrequested: Rule = {
  id: 'write-unrequested',
  title: 'no write fault is requested, whatever the device does with the pages',
  severity: 'suspicious',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'Without HMM_PFN_REQ_WRITE the range fault succeeds with pages that may be read only: copy-on-write has not been ' +
    'broken, and the page is not marked as dirty.',
  effect:
    'The device writes to pages that the process shares with others, or what it writes is lost.',
  bad: source(`
    static int example(struct example *own, struct hmm_range *range, bool readonly)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = 0;
            ret = hmm_range_fault(range);
            return ret;
    }`),
  good: source(`
    static int example(struct example *own, struct hmm_range *range, bool readonly)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = 0;
            if (!readonly)
                    range->default_flags |= HMM_PFN_REQ_WRITE;
            ret = hmm_range_fault(range);
            return ret;
    }`),
  *check({ kind, now }: Subject): Generator<Hit> {
    // What a patch does to requests is compared.
    if (kind === 'patch') return;
    for (const fn of now.view.functions) {
      const [fault] = fn.whole ? rangeFaults(fn) : [];
      const sign = fault === undefined || !asksForReadsOnly(now, fn) ? undefined : signOfWrites(fn);
      if (fault === undefined || sign === undefined) continue;
      yield* hitAt(fn, fault.node, { reason: `${sign}, and HMM_PFN_REQ_FAULT alone is requested` });
    }
  },
};

/** Whether all requests that a function stores are read faults, by their names, and nobody around looks at WRITE. */
function asksForReadsOnly(now: PatchSide, fn: FunctionView): boolean {
  const stores = now.stores.filter((store) => isIn(fn, store));
  const defaults = stores.filter(({ target }) => target === 'default_flags');
  const others = stores.filter(({ target }) => target !== 'default_flags');
  return (
    defaults.length > 0 &&
    defaults.every(({ text }) => /^\(?HMM_PFN_REQ_FAULT\)?$/.test(text.trim())) &&
    others.every(({ text }) => /^0[uUlL]{0,3}$/.test(text.trim())) &&
    ![fn, ...callersOf(fn)].some((one) => WRITE.test(functionText(one)))
  );
}

const WRITE = /\bHMM_PFN_(?:REQ_)?WRITE\b/;
/** Parameters that say that the device may only read. */
const SAYS = /^(?:is_)?read_?only$/;

/** What tells that the device may write: a parameter that nothing reads, or the direction of a mapping. */
function signOfWrites(fn: FunctionView): string | undefined {
  const said = parametersOf(fn).find((name) => SAYS.test(name));
  if (said !== undefined && !isMentioned(fn, said)) return `nothing reads ${said}`;
  const direction = nodesOf(fn, 'identifier').find(({ node }) =>
    /^DMA_(?:BIDIRECTIONAL|FROM_DEVICE)$/.test(node.text),
  );
  return direction === undefined ? undefined : `${direction.node.text} lets the device write`;
}

/** Whether the body of a function has a name in it. */
function isMentioned({ pieces }: FunctionView, name: string): boolean {
  return pieces.some(({ node }) => {
    const body = node.childForFieldName('body');
    return body?.descendantsOfType('identifier').some(({ text }) => text === name) === true;
  });
}
