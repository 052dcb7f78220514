// SPDX-License-Identifier: GPL-2.0-or-later
import { makeSide } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { bootEndText, type LateTest } from '../capture/boots';
import type { Capture, CaseOutcome } from '../capture/read';
import type { ResultReport } from '../capture/schema';
import type { LiveCase } from '../cases/live-case';
import { LiveJudge, type LiveVerdict, type SideMaker } from '../judge/judge';

/** What is to be said of one case of a live run. */
export type JudgedCase = { readonly name: string } & (
  | (Exclude<LiveVerdict, { kind: 'skip' }> & { readonly report: ResultReport })
  | Extract<LiveVerdict, { kind: 'skip' }>
  /** The guest could not carry it out, or it hangs, or the kernel gave up over it. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** It was not looked at, or not to the end, for a reason that says nothing of the kernel. */
  | { readonly kind: 'undecided'; readonly reason: string }
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
  /** What was to be looked at besides the cases, and was not. */
  readonly undecided: readonly string[];
  /** What came to nothing at first and was tried again. */
  readonly notes: readonly string[];
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
  const { info, problems, undecided, notes } = capture;
  const failed = [...capture.selftests].filter(([, passed]) => !passed);
  const report = {
    kernel,
    release: info?.release,
    side,
    problems: [...problems, ...failed.map(([name]) => `${name} failed in the guest`)],
    undecided,
    notes,
  };
  if (info === undefined) {
    const reason = undecided[0] ?? 'the guest said nothing of it';
    const none = { kind: 'undecided', reason } as const;
    return { ...report, cases: cases.map(({ recipe }) => ({ name: recipe.name, ...none })) };
  }
  const judge = new LiveJudge(info, make);
  const judged = cases.map((live): JudgedCase => {
    const { name } = live.recipe;
    const outcome = capture.cases.get(name) ?? unreported(capture);
    return { name, ...judgeOutcome(outcome, live, judge) };
  });
  return { ...report, cases: judged };
}

type Judged = JudgedCase extends infer Case
  ? Case extends JudgedCase
    ? Omit<Case, 'name'>
    : never
  : never;

/** What is known of a case that has no line. */
type NoOutcome = Extract<Judged, { kind: 'broken' | 'undecided' }>;

function judgeOutcome(
  outcome: CaseOutcome | NoOutcome,
  { known }: LiveCase,
  judge: LiveJudge,
): Judged {
  if (outcome.kind === 'late') return judgeLate(outcome);
  if (outcome.kind !== 'result') return outcome;
  const { report } = outcome;
  const verdict = judge.judge(report, known);
  if (verdict.kind === 'skip') return verdict;
  return { ...verdict, report };
}

/** A case hangs if it did so twice, the second time alone in a fresh machine. */
function judgeLate({ reason, times }: LateTest): Judged {
  if (times > 1) return { kind: 'broken', reason: `hangs, alone as well: ${reason}` };
  return { kind: 'undecided', reason: `${reason}; it was not run again alone` };
}

/** A case without a line: it had no turn, unless the guest thinks that it is through. */
function unreported({ boots }: Capture): NoOutcome {
  const stopped = boots.findLast(({ end, whole }) => !whole || end !== 'powered off');
  if (boots.length === 0 || stopped === undefined) {
    return { kind: 'broken', reason: 'the guest said nothing of it' };
  }
  return { kind: 'undecided', reason: `it had no turn: ${bootEndText(stopped)}` };
}

type CaseKind = JudgedCase['kind'];

/** How many cases came to what. */
export function caseCounts({ cases }: LiveReport): Readonly<Record<CaseKind, number>> {
  const counts = { equal: 0, predicted: 0, explained: 0, skip: 0, new: 0, broken: 0, undecided: 0 };
  for (const { kind } of cases) counts[kind]++;
  return counts;
}

/** What a run comes to. */
export type Standing =
  /** Everything that was to be looked at was, and is as the model has it. */
  | 'clean'
  /** Something new, a hang, a panic, a case that the guest could not carry out. */
  | 'found'
  /** Nothing is new, but not everything was looked at. */
  | 'undecided'
  /** No case was compared with the model. */
  | 'nothing compared';

/** What a run comes to; what was found outweighs what was not looked at. */
export function standingOf(report: LiveReport): Standing {
  const counts = caseCounts(report);
  const compared = counts.equal + counts.predicted + counts.explained + counts.new;
  if (counts.new > 0 || counts.broken > 0) return 'found';
  if (compared === 0) return 'nothing compared';
  if (report.problems.length > 0) return 'found';
  return counts.undecided > 0 || report.undecided.length > 0 ? 'undecided' : 'clean';
}
