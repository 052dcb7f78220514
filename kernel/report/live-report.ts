// SPDX-License-Identifier: GPL-2.0-or-later
import { makeSide, type SideName } from '../../oracle/run/side';
import type { Capture, CaseOutcome } from '../capture/read';
import type { ResultReport } from '../capture/schema';
import type { LiveCase } from '../cases/live-case';
import { LiveJudge, type SideMaker, type Verdict } from '../judge/judge';

/** What is to be said of one case of a live run. */
export type JudgedCase = { readonly name: string } & (
  | (Exclude<Verdict, { kind: 'skip' }> & { readonly report: ResultReport })
  | Extract<Verdict, { kind: 'skip' }>
  /** The guest could not carry it out, or said nothing of it. */
  | { readonly kind: 'broken'; readonly reason: string }
);

/** All that one live run came to, as data. */
export interface LiveReport {
  /** Such as `6.1`. */
  readonly kernel: string;
  /** What `uname -r` says in it; undefined if it did not come so far. */
  readonly release: string | undefined;
  /** The side of the model that it was held to. */
  readonly side: SideName;
  readonly cases: readonly JudgedCase[];
  /** What is wrong with the run as a whole. */
  readonly problems: readonly string[];
}

/**
 * Holds a capture to the model of the kernel's revision.
 *
 * @param cases those that the guest was given; one that it says nothing of is broken.
 * @param make the side to hold it to, if not the model's own.
 */
export function judgeCapture(
  capture: Capture,
  kernel: string,
  side: SideName,
  cases: readonly LiveCase[],
  make: SideMaker = (space) => makeSide(side, space),
): LiveReport {
  const { info, problems } = capture;
  const failed = [...capture.selftests].filter(([, passed]) => !passed);
  const report = {
    kernel,
    release: info?.release,
    side,
    problems: [...problems, ...failed.map(([name]) => `${name} failed in the guest`)],
  };
  if (info === undefined) return { ...report, cases: [] };
  const judge = new LiveJudge(info, make);
  const judged = cases.map((live): JudgedCase => {
    const { name } = live.recipe;
    const outcome = capture.cases.get(name);
    return { name, ...judgeOutcome(outcome, live, judge) };
  });
  return { ...report, cases: judged };
}

type Judged = JudgedCase extends infer Case
  ? Case extends JudgedCase
    ? Omit<Case, 'name'>
    : never
  : never;

function judgeOutcome(
  outcome: CaseOutcome | undefined,
  { known }: LiveCase,
  judge: LiveJudge,
): Judged {
  if (outcome === undefined) return { kind: 'broken', reason: 'the guest said nothing of it' };
  if (outcome.kind !== 'result') return outcome;
  const { report } = outcome;
  const verdict = judge.judge(report, known);
  if (verdict.kind === 'skip') return verdict;
  return { ...verdict, report };
}

export type CaseKind = JudgedCase['kind'];

/** How many cases came to what. */
export function countsOf({ cases }: LiveReport): Readonly<Record<CaseKind, number>> {
  const counts = { equal: 0, explained: 0, skip: 0, new: 0, broken: 0 };
  for (const { kind } of cases) counts[kind]++;
  return counts;
}

/** Whether a run is whole, and nothing in it is new. */
export function isClean(report: LiveReport): boolean {
  const counts = countsOf(report);
  return report.problems.length === 0 && counts.new === 0 && counts.broken === 0;
}
