// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { argumentsOf } from '../code/nodes';
import { type CodeView, type FunctionView, nodesOf } from '../code/view';
import { rangeFaults, rangeOf } from '../hmm/attempt';
import { callSitesOf, parametersOf } from '../hmm/functions';
import { objectOf, rootOf } from '../hmm/ranges';
import { functionTakes, type HmmStep } from '../hmm/reaches';
import { isLocal, isRead } from '../hmm/variables';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A driver that uses entries and never checks whether they are still valid. */
export const sequenceUnchecked: Rule = {
  id: 'sequence-unchecked',
  title: 'entries are used without a call of mmu_interval_read_retry()',
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
    for (const fn of view.functions) {
      for (const { fragment, node } of rangeFaults(fn)) {
        const base = rangeOf(node);
        const line = lineOf(fragment, node);
        const holders = base === undefined ? undefined : holdersOf(view, fn, base);
        if (line === undefined || holders === undefined || !areUnchecked(holders)) continue;
        const reason =
          'no function that this range goes through checks whether the result is still valid before it is used';
        yield { line, reason };
      }
    }
  },
};

/** Whether functions take a sequence and use pages, and check nothing in between, nor leave that to others. */
function areUnchecked(holders: readonly FunctionView[]): boolean {
  const take = (step: HmmStep): boolean => holders.some((one) => functionTakes(one, step));
  return take('begin') && take('page') && !take('retry') && !holders.some(passesSequenceOn);
}

/** `own->seq = range.notifier_seq`: somebody else may check it. */
function passesSequenceOn(fn: FunctionView): boolean {
  return nodesOf(fn, 'assignment_expression', 'init_declarator').some(({ node }) => {
    const target = node.childForFieldName('left') ?? node.childForFieldName('declarator');
    const value = node.childForFieldName('right') ?? node.childForFieldName('value');
    if (value?.type === 'initializer_list' || /notifier_seq$/.test(target?.text ?? ''))
      return false;
    const isForNobody =
      target?.type === 'identifier' && isLocal(fn, target.text) && !isRead(fn, target.text);
    if (isForNobody) return false;
    return /\b(?:notifier_seq|mmu_interval_read_begin)\b/.test(value?.text.slice(0, 1000) ?? '');
  });
}

/**
 * The functions that a range goes through, if it, and its sequence with it, is gone when they return; undefined if
 * others have it, too, who may check it.
 */
function holdersOf(
  view: CodeView,
  fn: FunctionView,
  base: string,
  visited = new Set<FunctionView>(),
): readonly FunctionView[] | undefined {
  visited.add(fn);
  const root = rootOf(base);
  const parameter = parametersOf(fn).indexOf(root);
  if (parameter < 0) return base === root && isVariable(fn, root) ? [fn] : undefined;
  const sites = callSitesOf(fn);
  const holders = sites.map(({ caller, call }) => {
    const argument = argumentsOf(call)[parameter];
    const object = argument === undefined ? undefined : objectOf(argument);
    if (object === undefined || base !== root || visited.has(caller)) return undefined;
    return holdersOf(view, caller, object, visited);
  });
  if (sites.length === 0 || holders.includes(undefined)) return undefined;
  return [fn, ...holders.flatMap((some) => some ?? [])];
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
