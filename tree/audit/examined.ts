// SPDX-License-Identifier: GPL-2.0-or-later
import type { Examined, VerdictPart } from '../../oracle/verdict/verdict';
import { NOT_RUN } from './answer-of';
import type { PairTally } from './pair-tally';
import type { RaceFacts } from './races/race-facts';
import type { AuditKernelOptions, AuditKernelReport } from './report';
import { type KernelSource, scopeSize } from './scenarios';

/** How many scenarios of each source were run. */
export type KernelCounts = { readonly [Source in KernelSource]: number };

/** What an audit looked at, and what not. */
export function treesExaminedOf(
  options: AuditKernelOptions,
  counts: KernelCounts,
  tally: Pick<PairTally, 'compared' | 'without'>,
  races: RaceFacts | null,
  changed: AuditKernelReport['changed'],
  interrupted: boolean,
): Examined {
  const asked: readonly (readonly [KernelSource, string, number | undefined])[] = [
    ...(options.vectors.length > 0 ? [['vectors', 'the vectors', undefined] as const] : []),
    ...(options.scope > 0
      ? [['scope', `scope ${options.scope}`, scopeSize(options.scope)] as const]
      : []),
    ...(options.runs > 0 ? [['random', 'random scenarios', options.runs] as const] : []),
  ];
  const parts = asked.map(([source, what, size]) => {
    const done = counts[source];
    const whole = size === undefined ? !interrupted : done === size;
    const early = size === undefined ? `${done}` : `${done} of ${size}`;
    const notCompared = whole ? [] : [`interrupted after ${early} scenarios`];
    return { what, compared: done, notCompared, required: false };
  });
  const without = [...tally.without].map(([why, count]) => `${count} scenarios: ${why}`);
  const undone = [...tally.without.values()].reduce((sum, count) => sum + count, 0);
  const trees = {
    ...(undone > 0 && { undone }),
    what: 'the two trees',
    compared: tally.compared + (races === null ? 0 : races.compared + races.given),
    notCompared: without,
    required: true,
  };
  const within = races !== null && options.races !== 'none' ? [racesPart(races)] : [];
  const counted = [...parts, ...within].map((part) => ({ ...part, compared: 0 }));
  const left = notRunParts(tally.without);
  return { interrupted, parts: [trees, ...left, ...counted, ...unjudgedParts(changed)] };
}

/** Scenarios that were not run, as a tree ended, or did not end, too often: what it does in them nobody knows. */
function notRunParts(without: ReadonlyMap<string, number>): readonly VerdictPart[] {
  const count = NOT_RUN.reduce((sum, why) => sum + (without.get(why) ?? 0), 0);
  if (count === 0) return [];
  const what = count === 1 ? '1 scenario that was not run' : `${count} scenarios that were not run`;
  return [{ what, compared: 0, notCompared: [], required: true }];
}

/** What of the change no run can say anything of: whatever is asked, the answer is the same. */
function unjudgedParts({ unjudged }: AuditKernelReport['changed']): readonly VerdictPart[] {
  return (['line', 'call'] as const).flatMap((kind) => {
    const notCompared = unjudged
      .filter(({ what }) => what === kind)
      .map(
        ({ path, in: side, line, text, why }) =>
          `${path}:${line} ${side} the change: ${text}  (here ${why})`,
      );
    if (notCompared.length === 0) return [];
    const what = kind === 'line' ? 'a changed line' : 'a call in a changed line';
    return [{ what, compared: 0, notCompared, required: false }];
  });
}

function racesPart({ scenarios, of, compared, notRun }: RaceFacts): Examined['parts'][number] {
  const early = scenarios < of ? [`interrupted after ${scenarios} of ${of} scenarios`] : [];
  const left = notRun.map(({ what, count }) => `${count} changes: ${what}`);
  const notCompared = [...early, ...left];
  return { what: 'changes within a walk', compared, notCompared, required: false };
}
