// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodeView, type FunctionView, functionText, homeOf, oncePer } from '../code/view';
import { rangeFaults } from '../hmm/attempt';
import { filesOfDriver } from '../hmm/driver-files';
import { callSitesOf } from '../hmm/functions';
import { functionBefore, type Hit, hitAt, type Rule, type Subject, source } from './rule';

/** A walk of a process that may be gone, where the driver's other walks take hold of it. */
export const mmUnheld: Rule = {
  id: 'mm-unheld',
  title: 'a process is walked on a way that does not take hold of it, as others do',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'A notifier keeps the mm_struct of a process, not its memory: only mmget_not_zero(), or the process itself on its way, ' +
    'keeps page tables and VMAs from being torn down meanwhile.',
  effect: 'The walk meets page tables that are being freed when the process exits.',
  bad: source(`
    static int example_fault(struct example *own, struct hmm_range *range)
    {
            int ret;

            mmap_read_lock(own->notifier.mm);
            ret = hmm_range_fault(range);
            mmap_read_unlock(own->notifier.mm);
            return ret;
    }

    static int example_map(struct example *own, struct hmm_range *range)
    {
            int ret;

            if (!mmget_not_zero(own->notifier.mm))
                    return -EFAULT;
            ret = example_fault(own, range);
            mmput(own->notifier.mm);
            return ret;
    }

    static int example_prefetch(struct example *own, struct hmm_range *range)
    {
            return example_fault(own, range);
    }`),
  good: source(`
    static int example_fault(struct example *own, struct hmm_range *range)
    {
            int ret;

            if (!mmget_not_zero(own->notifier.mm))
                    return -EFAULT;
            mmap_read_lock(own->notifier.mm);
            ret = hmm_range_fault(range);
            mmap_read_unlock(own->notifier.mm);
            mmput(own->notifier.mm);
            return ret;
    }

    static int example_prefetch(struct example *own, struct hmm_range *range)
    {
            return example_fault(own, range);
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const before = functionBefore(subject, fn);
      // What was so before the patch is not its doing.
      if (before !== undefined && wayWithoutHold(before) !== undefined) continue;
      const way = wayWithoutHold(fn);
      const [fault] = rangeFaults(fn);
      if (way === undefined || fault === undefined) continue;
      const from = way === fn ? 'here' : `on the way from ${way.name}()`;
      const reason = `nothing takes hold of the process ${from}, where other walks of the driver do`;
      yield* hitAt(fn, fault.node, { reason });
    }
  },
};

/** What keeps a process's memory, or says that it is the process itself that is on its way. */
const HOLDS =
  /\b(?:mmget\w*|get_task_mm|mm_access|kthread_use_mm|pin_user_pages\w*)\s{0,9}\(|\bcurrent\s{0,9}->\s{0,9}mm\b/;
const GETS = /\b(?:mmget\w*|get_task_mm)\s{0,9}\(/;

/** A function from which a walk is come to without a hold of the process, although another walk of the driver has one; undefined if none is. */
const wayWithoutHold = oncePer((fn: FunctionView): FunctionView | undefined => {
  if (rangeFaults(fn).length === 0) return undefined;
  const way = unheldFrom(fn);
  if (way === undefined) return undefined;
  return gettersOf(homeOf(fn)).size > 0 ? way : undefined;
});

/**
 * The first function of a way to this one on which nothing takes hold of the process; undefined if all do, or are not
 * shown. It does not call itself, as ways may be long.
 */
function unheldFrom(fn: FunctionView): FunctionView | undefined {
  const visited = new Set([fn]);
  const open = [fn];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (!one.whole || HOLDS.test(functionText(one))) continue;
    const callers = [...new Set(callSitesOf(one).map(({ caller }) => caller))];
    // Whoever calls what is exported need not be in sight.
    if (callers.length === 0 && !exportedBy(homeOf(one)).has(one.name)) return one;
    for (const caller of callers.reverse()) {
      if (visited.has(caller)) continue;
      visited.add(caller);
      open.push(caller);
    }
  }
  return undefined;
}

/** The functions that a file exports to modules. */
const exportedBy = oncePer(
  (view: CodeView): ReadonlySet<string> =>
    new Set(
      view.fragments.flatMap(({ code }) =>
        [...code.join('\n').matchAll(EXPORTED)].flatMap(([, name]) => name ?? []),
      ),
    ),
);

const EXPORTED = /^EXPORT_SYMBOL\w{0,20}\((\w{1,80})/gm;

/** The functions of a driver that take hold of a process, and fault a range or have it faulted. */
const gettersOf = oncePer((view: CodeView): ReadonlySet<FunctionView> => {
  const found = new Set<FunctionView>();
  for (const fn of filesOfDriver(view).flatMap((file) => file.functions)) {
    for (const one of rangeFaults(fn).length === 0 ? [] : [fn, ...callersWithin(fn)])
      if (GETS.test(functionText(one))) found.add(one);
  }
  return found;
});

/** How far callers are looked for that take hold for a walk. */
const CALLER_DEPTH = 3;

function callersWithin(fn: FunctionView): readonly FunctionView[] {
  let last: readonly FunctionView[] = [fn];
  const all = new Set<FunctionView>();
  for (let depth = 0; depth < CALLER_DEPTH; depth++) {
    last = last.flatMap((one) => callSitesOf(one).map(({ caller }) => caller));
    for (const one of last) all.add(one);
  }
  return [...all];
}
