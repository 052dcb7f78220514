// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { type Attempt, attemptsOf } from '../hmm/attempt';
import { entryNames } from '../hmm/entries';
import { type Policy, policiesFor } from '../hmm/policy';
import { type Hit, type Rule, type Severity, type Subject, source } from './rule';

/** An attempt repeated with an array in which the last one has left its output. */
export const retryStaleRequests: Rule = {
  id: 'retry-stale-requests',
  title: 'retried with requests that the last attempt destroyed',
  severity: 'bug',
  why:
    'hmm_range_fault() writes its output over the requests, also when it fails with -EBUSY half way. ' +
    'Where pfn_flags_mask lets requests count, the next attempt reads VALID as REQ_FAULT and WRITE ' +
    'as REQ_WRITE; an entry that was reported as none asks for nothing.',
  suffers:
    'A page that was asked for is not faulted any more, one that was asked for reading is faulted ' +
    'for writing, and the call succeeds.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long *pfns)
    {
            int ret;

            range->hmm_pfns = pfns;
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            pfns[0] = HMM_PFN_REQ_FAULT;
            while (true) {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
                    if (ret == -EBUSY)
                            continue;
                    return ret;
            }
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long *pfns)
    {
            int ret;

            range->hmm_pfns = pfns;
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            while (true) {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    pfns[0] = HMM_PFN_REQ_FAULT;
                    ret = hmm_range_fault(range);
                    if (ret == -EBUSY)
                            continue;
                    return ret;
            }
    }`),
  *check(subject: Subject): Generator<Hit> {
    const { view, stores } = subject.now;
    const names = entryNames(view);
    for (const fn of view.functions) {
      const severity = severityOf(policiesFor(view, fn, stores), maskBefore(subject, fn.name));
      if (severity === undefined) continue;
      for (const attempt of attemptsOf(fn)) {
        for (const { node, cause } of attempt.retries) {
          const line = lineOf(attempt.piece.fragment, node);
          if (line === undefined || regenerates(attempt, node.text, names)) continue;
          const unseen = attempt.before === undefined;
          yield {
            line,
            reason: reasonOf(cause, attempt),
            severity: unseen ? 'suspicious' : severity,
          };
        }
      }
    }
  },
};

function reasonOf(cause: 'busy' | 'stale', { before }: Attempt): string {
  const when = cause === 'busy' ? 'after -EBUSY' : 'after an invalidation';
  const seen = before === undefined ? ' in the lines that are shown' : '';
  return `tried again ${when}, and nothing writes the requests anew${seen}, though the mask is not 0`;
}

/** undefined if requests do not count, or nobody knows. */
function severityOf(policies: readonly Policy[], before: readonly Policy[]): Severity | undefined {
  const counts = ({ mask }: Policy): boolean => mask !== undefined && mask.must !== 0;
  if (policies.some(counts)) return 'bug';
  // A mask that the patch took out of the loop stands elsewhere now, out of sight.
  const unknown = policies.every(({ mask }) => mask === undefined);
  return unknown && before.some(counts) ? 'suspicious' : undefined;
}

function maskBefore(subject: Subject, name: string): readonly Policy[] {
  if (subject.kind !== 'patch') return [];
  const { view, stores } = subject.before;
  const fn = view.functions.find((one) => one.name === name && name !== '');
  return fn === undefined ? [] : policiesFor(view, fn, stores);
}

/** Functions that take the range or the array and leave the requests alone. */
const HARMLESS = new RegExp(
  `^(${[
    'mmu_interval_\\w+|mmap_\\w+|down_\\w+|up_\\w+|mutex_\\w+|mmget\\w*|mmput|hmm_range_fault',
    'time_\\w+|msecs_to_jiffies|cond_resched|WARN\\w*|pr_\\w+|dev_\\w+|likely|unlikely',
    'if|while|for|switch|return|sizeof|ARRAY_SIZE',
  ].join('|')})$`,
);

/** Whether the requests are written between the retry and the next call. */
function regenerates(attempt: Attempt, around: string, names: ReadonlySet<string>): boolean {
  const text = `${attempt.before ?? beforeInSight(attempt)}\n${around}`;
  const list = [...names].join('|');
  if (new RegExp(`\\b(?:${list})\\s*\\[[^\\]]*\\]\\s*\\|?=(?!=)`).test(text)) return true;
  for (const [, name = '', given = ''] of text.matchAll(/\b(\w+)\s*\(((?:[^()]|\([^()]*\))*)\)/g)) {
    if (!HARMLESS.test(name) && new RegExp(`\\b(?:range|\\w+_range|${list})\\b`).test(given)) {
      return true;
    }
  }
  return /\*\s*\w*pfns?(\+\+)?\s*\|?=(?!=)/.test(text);
}

function beforeInSight({ piece, call }: Attempt): string {
  return piece.node.text.slice(0, call.startIndex - piece.node.startIndex).replace(/^[^{]*\{/, '');
}
