// SPDX-License-Identifier: GPL-2.0-or-later
import type { DecisionName } from '../../oracle/campaign/decision';
import type { FoldedUnder } from '../../oracle/campaign/fold-causes';
import { shrinkFailure } from '../../oracle/generate/shrink';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';
import type { RunningTree } from '../side/tree-child';
import { WireOutcome } from '../wire/types';
import { auditNoteText, type NoteCount } from './notes';
import type { TreePairJudge } from './pair-judge';
import { causeOf, type PairCause } from './pair-tally';
import { judgeRace } from './races/race-audit';
import { RaceJudge } from './races/race-judge';
import { raceDiff } from './races/race-result';
import type { RacingTree } from './races/racing-tree';
import type { KernelChange, KernelFinding, KernelNote } from './report';

/** What it means for drivers if a decision is taken otherwise. */
const DECISION_EFFECTS: Readonly<Record<DecisionName, string>> = {
  need: 'A device access faults pages that it did not fault before, or finds pages missing that it requested.',
  action: 'A request succeeds that failed, or fails that succeeded; retry loops may not end.',
  extent:
    'More or fewer neighbours of a requested page are faulted, which can copy or migrate them.',
  faults:
    'Pages are faulted in another way: a read fault where a write fault was, or pages left out.',
  met: 'Entries are taken for entries of another kind.',
  resume:
    'After a fault the array is filled from another page on: entries are skipped or walked again.',
  again:
    'The call walks more or less often: -EBUSY is noticed at other times, or the call does not end.',
  end: 'The call ends earlier or later: the driver sees a stale or an unfinished array.',
  ret: 'A driver that tells errnos apart takes another path: retry, give up, or report.',
  rights:
    'The device gets a mapping with other rights than the process has: a missed write fault, or a write to a page that must not be written.',
  pfn: 'The device accesses another page frame than the process has mapped there.',
  page: 'The device finds no page where there is one, or a page where there is none.',
  order: 'The device maps with another page size than the CPU does.',
  bits: 'Bits that the driver may test or mask are set or missing in the words.',
  input: 'Requests are overwritten that the driver passes again on a retry.',
  count: 'A driver that relies on the page count of a success handles too few or too many pages.',
};

/** Two trees that run, and what judges them: for single scenarios. */
export interface Bench {
  readonly judge: TreePairJudge;
  readonly before: RunningTree;
  readonly after: RunningTree;
}

/** Shrinks a cause to the simplest scenario that shows it, with what both trees made of that. */
export function shrunkFinding(bench: Bench, folded: FoldedUnder<PairCause>): KernelFinding {
  const { cause: found } = folded;
  const { cause, kind, decision, count, details, met } = found;
  const trees = [bench.before, bench.after];
  const example = exampleOf(found.scenario, trees, (scenario) => shown(bench, scenario, cause));
  return {
    ...{ cause, kind, decision, count, details, met, folded: folded.folded },
    driver: decision === null ? CRASHES : DECISION_EFFECTS[decision],
    scenario: writeScenario({ ...example.scenario, id: 'new' }),
    shrinking: example.shrinking,
    lines: example.lines,
  };
}

/** {@link shrunkFinding} for a cause that shows when an entry changes within a walk. */
export function shrunkRace(
  before: RacingTree,
  after: RacingTree,
  folded: FoldedUnder<PairCause>,
): KernelFinding {
  const { cause: found } = folded;
  const { cause, kind, decision, count, details, met } = found;
  const judge = new RaceJudge(before, after);
  const trees = [before.child, after.child];
  const example = exampleOf(found.scenario, trees, (scenario) => {
    const shown = judgeRace(before, after, scenario) ?? judge.judgeAsItStands(scenario);
    if (!shown.some((one) => one.kind === 'new' && one.shown.cause === cause)) return undefined;
    return () => raceDiff(scenario, before, after).split('\n');
  });
  return {
    ...{ cause, kind, decision, count, details, met, folded: folded.folded },
    driver: decision !== null ? DECISION_EFFECTS[decision] : kind === 'promise' ? TORN : CRASHES,
    scenario: writeScenario({ ...example.scenario, id: 'new' }),
    shrinking: example.shrinking,
    lines: example.lines,
  };
}

const TORN = 'The device maps a page, or has a right, that the process never had.';
const CRASHES = 'The kernel oopses, hangs or warns where it returned before.';

/** What both trees make of a scenario, if it shows the cause. */
function shown(
  { judge, before, after }: Bench,
  scenario: Scenario,
  cause: string,
): Lines | undefined {
  const replies = before.runBeside(after, scenario, judge.takesPieces);
  if (replies === undefined) return undefined;
  const verdict = judge.judge(scenario, ...replies);
  if (verdict.kind !== 'new' && verdict.kind !== 'resumed' && verdict.kind !== 'crash')
    return undefined;
  if (causeOf(judge, verdict).cause !== cause) return undefined;
  return () => (verdict.kind === 'crash' ? verdict.lines : judge.diff(scenario).split('\n'));
}

/** A note with the simplest scenario that shows it. */
export function shrunkNote({ before, after }: Bench, note: NoteCount): KernelNote {
  const tree = note.after > 0 ? after : before;
  const shows = (scenario: Scenario): Lines | undefined =>
    tree.run(scenario).notes.some((one) => auditNoteText(one) === note.text) ? () => [] : undefined;
  const { scenario } = exampleOf(note.scenario, [tree], shows);
  return {
    text: note.text,
    change: changeOf(note.before > 0, note.after > 0),
    ...{ before: note.before, after: note.after, where: note.where.slice(0, PLACES_SHOWN) },
    scenario: writeScenario({ ...scenario, id: 'note' }),
  };
}

const PLACES_SHOWN = 4;

/** How something changes that one tree does, or both. */
export function changeOf(before: boolean, after: boolean): KernelChange {
  if (before && after) return 'stays';
  return after ? 'comes' : 'goes';
}

/** What both trees made of the scenario that was looked at last: asked for of few. */
type Lines = () => readonly string[];

interface Example {
  readonly scenario: Scenario;
  readonly shrinking: KernelFinding['shrinking'];
  readonly lines: readonly string[];
}

/** @param trees what runs scenarios: none of them is given up for what it did before. */
function exampleOf(
  found: Scenario,
  trees: readonly RunningTree[],
  shows: (scenario: Scenario) => Lines | undefined,
): Example {
  const renew = (): void => {
    for (const tree of trees) tree.renewPatience();
  };
  renew();
  const first = shows(found)?.();
  if (first === undefined) {
    // A tree that runs nothing any more does not say whether it would show it.
    const isRun = trees.every((tree) => tree.run(found).outcome !== WireOutcome.notRun);
    return { scenario: found, shrinking: isRun ? 'not shown again' : 'not shrunk', lines: [] };
  }
  let isFirst = true;
  const shrunk = shrinkFailure(found, (candidate) => {
    const known = isFirst;
    isFirst = false;
    return known || shows(candidate) !== undefined;
  });
  renew();
  const lines = shows(shrunk.scenario)?.();
  return lines === undefined
    ? { scenario: found, shrinking: 'not shrunk', lines: first }
    : { scenario: shrunk.scenario, shrinking: 'shrunk', lines };
}
