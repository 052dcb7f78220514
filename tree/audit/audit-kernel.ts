// SPDX-License-Identifier: GPL-2.0-or-later
import { foldCauses } from '../../oracle/campaign/fold-causes';
import { INCOMPARABLE_REASONS } from '../../oracle/compare/compare';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { hasUnlockedCall } from '../../oracle/run/side-names';
import { readScenario } from '../../oracle/scenario/read';
import type { TreeChild } from '../side/types';
import { FrameBatch } from '../wire/frame-batch';
import type { ReplyBatch } from '../wire/types';
import { type CountedTree, CountingChild } from './counting-child';
import { type KernelCounts, treesExaminedOf } from './examined';
import { layoutChange } from './layout-change';
import { TreePairJudge } from './pair-judge';
import { PairTally } from './pair-tally';
import { RaceAudit } from './races/race-audit';
import type {
  AuditedTreeFacts,
  AuditKernelOptions,
  AuditKernelReport,
  KernelFinding,
  KernelNote,
  PatchFacts,
} from './report';
import { rootFirst } from './root-cause';
import { type KernelSource, type TreeScenarioBatch, treeScenarioBatches } from './scenarios';
import { type Bench, shrunkFinding, shrunkNote, shrunkRace } from './shrink-finding';
import type { ViewedTree } from './tree-view';
import { violationsOf } from './violations';

/** Two trees that were compiled, and what is to be said of where they come from. */
export interface AuditedChange {
  readonly before: ViewedTree & { readonly what: string };
  readonly after: ViewedTree & { readonly what: string };
  readonly patch: PatchFacts | null;
  readonly changed: AuditKernelReport['changed'];
  /** For coverage: the tree after the change with counters, and the lines that the change wrote. */
  readonly counted?: CountedTree;
}

/** How an audit tells where it is. */
type KernelProgress = (stage: KernelSource | 'races', done: number) => void;

/** How many causes are shrunk and shown. */
const CAUSES_SHOWN = 10;

/**
 * Runs two kernel trees against each other on the scenarios of files, on every one of a scope and on
 * random ones, and reports by cause in what they differ.
 *
 * @param signal ends the audit early; the report then says so and holds what was done.
 * @throws InputError for a file that cannot be read.
 */
export async function auditKernel(
  change: AuditedChange,
  options: AuditKernelOptions,
  progress: KernelProgress,
  signal: AbortSignal,
): Promise<AuditKernelReport> {
  const { before, after, patch, changed, counted } = change;
  const isWalkChanged = changed.files.some((file) => file.endsWith('pagewalk.c'));
  const judge = new TreePairJudge(before, after, isWalkChanged);
  const children = { before: before.start(), after: after.start() };
  const tally = new PairTally(judge, (batch) =>
    Promise.all([children.before.runBatch(batch), children.after.runBatch(batch)]),
  );
  const counting = counted === undefined ? undefined : new CountingChild(counted);
  const racing = {
    before: { view: judge.before, child: children.before },
    after: { view: judge.after, child: children.after },
  };
  const races = new RaceAudit(racing.before, racing.after, tally.notes, counting);
  try {
    const unlocked = [before.name, after.name].every(hasUnlockedCall);
    const batches = treeScenarioBatches(options, unlocked);
    const counts = await runAll(tally, races, { ...children, counting }, batches, progress, signal);
    await races.runAll(options.races, (done) => progress('races', done), signal);
    const bench: Bench = { judge, ...children };
    const causes = rootFirst(foldCauses(tally.list()));
    const raceCauses = races.list().map((cause) => ({ cause, folded: [] }));
    const isRaced = options.races !== 'none';
    const shown = [
      ...causes.slice(0, CAUSES_SHOWN).map((cause) => shrunkFinding(bench, cause)),
      ...raceCauses
        .slice(0, CAUSES_SHOWN)
        .map((cause) => shrunkRace(racing.before, racing.after, cause)),
    ];
    const notes = tally.notes.list().map((note) => shrunkNote(bench, note));
    const raceFacts = isRaced || races.given > 0 ? races.facts(options.races) : null;
    return {
      options,
      before: factsOf(before),
      after: factsOf(after),
      ...{ patch, changed, interrupted: signal.aborted, scenarios: counts },
      examined: treesExaminedOf(options, counts, tally, raceFacts, changed, signal.aborted),
      compared: tally.compared,
      equal: tally.equal,
      races: raceFacts,
      layout: layoutChange(judge.before.layout, judge.after.layout) ?? null,
      causes: shown,
      shownIn: signal.aborted ? null : await shownIn(changed, counting, shown, notes),
      othersNotShown:
        Math.max(0, causes.length - CAUSES_SHOWN) + Math.max(0, raceCauses.length - CAUSES_SHOWN),
      explained: [...tally.explained]
        .sort(([, one], [, other]) => other - one)
        .map(([id, count]) => ({ id, count, ...knownFacts(id) })),
      violations: violationsOf(bench, tally),
      notes,
      bothCrash: [
        ...[...tally.bothCrash].map(([what, count]) => ({ what, count })),
        ...(raceFacts?.bothCrash ?? []),
      ],
      // Reading the counters takes a program of its own, which is not started any more then.
      coverage: signal.aborted ? null : ((await counting?.coverage()) ?? null),
    };
  } finally {
    judge.close();
    children.before.close();
    children.after.close();
    await counting?.close();
  }
}

/** Which of the changed functions the first finding is about, as far as its scenario says it. */
async function shownIn(
  { functions }: AuditKernelReport['changed'],
  counting: CountingChild | undefined,
  causes: readonly KernelFinding[],
  notes: readonly KernelNote[],
): Promise<readonly string[] | null> {
  const first = causes[0] ?? notes.find(({ change }) => change === 'comes');
  if (first === undefined || counting === undefined || functions.length < 2) return null;
  const place = { file: 'the scenario of the first finding' };
  const scenario = readScenario(first.scenario, place, 'followed');
  const ran = await counting.changedFunctionsIn(scenario);
  return ran.length === 0 ? null : ran;
}

type Children = Readonly<Record<'before' | 'after', TreeChild>> & {
  readonly counting: CountingChild | undefined;
};

/** Batches go to both children at once, and the next one is under way while one is judged. */
async function runAll(
  tally: PairTally,
  races: RaceAudit,
  { before, after, counting }: Children,
  batches: AsyncIterable<TreeScenarioBatch>,
  progress: KernelProgress,
  signal: AbortSignal,
): Promise<KernelCounts> {
  const counts = { vectors: 0, scope: 0, random: 0 };
  let ahead: Promise<Answered> | undefined;
  const take = async (answered: Promise<Answered>): Promise<void> => {
    const { batch, replies } = await answered;
    await tally.addBatch(batch.scenarios, ...replies);
    counts[batch.source] += batch.scenarios.length;
    progress(batch.source, counts[batch.source]);
  };
  const frames = new FrameBatch();
  for await (const all of batches) {
    if (signal.aborted) break;
    const [raced, scenarios] = parted(all.scenarios, ({ mm }) => mm.readEvents.length > 0);
    for (const scenario of raced) races.takeGiven(scenario);
    counts[all.source] += raced.length;
    if (scenarios.length === 0) continue;
    const batch: TreeScenarioBatch = { ...all, scenarios };
    for (const scenario of scenarios) frames.add(scenario);
    const bytes = frames.take();
    const asked = Promise.all([
      before.runBatch(bytes),
      after.runBatch(bytes),
      counting?.run(bytes) ?? Promise.resolve(),
    ]);
    const next = asked.then(([one, other]): Answered => ({ batch, replies: [one, other] }));
    // Both are waited for below; one that fails meanwhile is no unhandled rejection.
    next.catch(() => {});
    if (ahead !== undefined) await take(ahead);
    ahead = next;
  }
  if (ahead !== undefined) await take(ahead);
  return counts;
}

function parted<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return items.some(isFirst)
    ? [items.filter(isFirst), items.filter((item) => !isFirst(item))]
    : [[], items];
}

interface Answered {
  readonly batch: TreeScenarioBatch;
  readonly replies: readonly [ReplyBatch, ReplyBatch];
}

function factsOf({ name, what, fit }: AuditedChange['before']): AuditedTreeFacts {
  return { name, what, like: fit.side, differs: fit.differs };
}

function knownFacts(id: string): { readonly title: string; readonly driver: string } {
  const known = [...DIFFERENCES, ...Object.values(INCOMPARABLE_REASONS)];
  const found = known.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`"id" expected a known difference, got ${id}`);
  return { title: found.title, driver: found.driver };
}
