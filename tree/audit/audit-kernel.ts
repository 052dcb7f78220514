// SPDX-License-Identifier: GPL-2.0-or-later
import { foldCauses } from '../../oracle/campaign/fold-causes';
import { INCOMPARABLE_REASONS } from '../../oracle/compare/comparable';
import { DIFFERENCES } from '../../oracle/differences/registry';
import type { Examined } from '../../oracle/verdict/verdict';
import type { TreeChild } from '../side/types';
import { FrameBatch } from '../wire/frame-batch';
import type { ReplyBatch } from '../wire/types';
import { type CountedTree, CountingChild } from './counting-child';
import { layoutChange } from './layout-change';
import { PairJudge } from './pair-judge';
import { PairTally } from './pair-tally';
import type { AuditKernelOptions, AuditKernelReport, PatchFacts, TreeFacts } from './report';
import { type KernelSource, type ScenarioBatch, scenarioBatches, scopeSize } from './scenarios';
import { type Bench, shrunkFinding, shrunkNote } from './shrink-finding';
import type { AuditedTree } from './tree-view';
import { violationsOf } from './violations';

/** Two trees that were compiled, and what is to be said of where they come from. */
export interface AuditedChange {
  readonly before: AuditedTree & { readonly what: string };
  readonly after: AuditedTree & { readonly what: string };
  readonly patch: PatchFacts | null;
  readonly changed: AuditKernelReport['changed'];
  /** For coverage: the tree after the change with counters, and the lines that the change wrote. */
  readonly counted?: CountedTree;
}

/** How an audit tells where it is. */
export type KernelProgress = (stage: KernelSource, done: number) => void;

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
  const judge = new PairJudge(before, after);
  const tally = new PairTally(judge);
  const children = { before: before.start(), after: after.start() };
  const counting = counted === undefined ? undefined : new CountingChild(counted);
  try {
    const counts = await runAll(tally, { ...children, counting }, options, progress, signal);
    const bench: Bench = { judge, ...children };
    const causes = foldCauses(tally.list());
    return {
      options,
      before: factsOf(before),
      after: factsOf(after),
      ...{ patch, changed, interrupted: signal.aborted, scenarios: counts },
      examined: examinedOf(options, counts, tally, signal.aborted),
      compared: tally.compared,
      equal: tally.equal,
      layout: layoutChange(judge.before.layout, judge.after.layout) ?? null,
      causes: causes.slice(0, CAUSES_SHOWN).map((cause) => shrunkFinding(bench, cause)),
      othersNotShown: Math.max(0, causes.length - CAUSES_SHOWN),
      explained: [...tally.explained]
        .sort(([, one], [, other]) => other - one)
        .map(([id, count]) => ({ id, count, ...knownFacts(id) })),
      violations: violationsOf(bench, tally),
      notes: tally.notes.list().map((note) => shrunkNote(bench, note)),
      bothCrash: [...tally.bothCrash].map(([what, count]) => ({ what, count })),
      coverage: (await counting?.coverage()) ?? null,
    };
  } finally {
    judge.close();
    counting?.close();
    children.before.close();
    children.after.close();
  }
}

type Counts = { readonly [Source in KernelSource]: number };
type Children = Readonly<Record<'before' | 'after', TreeChild>> & {
  readonly counting: CountingChild | undefined;
};

/** Batches go to both children at once, and the next one is under way while one is judged. */
async function runAll(
  tally: PairTally,
  { before, after, counting }: Children,
  options: AuditKernelOptions,
  progress: KernelProgress,
  signal: AbortSignal,
): Promise<Counts> {
  const counts = { vectors: 0, scope: 0, random: 0 };
  let ahead: Promise<Answered> | undefined;
  const take = async (answered: Promise<Answered>): Promise<void> => {
    const { batch, replies } = await answered;
    tally.addBatch(batch.scenarios, ...replies);
    counts[batch.source] += batch.scenarios.length;
    progress(batch.source, counts[batch.source]);
  };
  const frames = new FrameBatch();
  for await (const batch of scenarioBatches(options)) {
    if (signal.aborted) break;
    for (const scenario of batch.scenarios) frames.add(scenario);
    const bytes = frames.take();
    const asked = Promise.all([before.runBatch(bytes), after.runBatch(bytes)]);
    await counting?.run(bytes);
    const next = asked.then((replies) => ({ batch, replies }));
    // Both are waited for below; one that fails meanwhile is no unhandled rejection.
    next.catch(() => {});
    if (ahead !== undefined) await take(ahead);
    ahead = next;
  }
  if (ahead !== undefined) await take(ahead);
  return counts;
}

interface Answered {
  readonly batch: ScenarioBatch;
  readonly replies: readonly [ReplyBatch, ReplyBatch];
}

function factsOf({ name, what, fit }: AuditedChange['before']): TreeFacts {
  return { name, what, like: fit.side, differs: fit.differs };
}

function knownFacts(id: string): { readonly title: string; readonly driver: string } {
  const known = [...DIFFERENCES, ...Object.values(INCOMPARABLE_REASONS)];
  const found = known.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`"id" expected a known difference, got ${id}`);
  return { title: found.title, driver: found.driver };
}

function examinedOf(
  options: AuditKernelOptions,
  counts: Counts,
  tally: PairTally,
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
  const trees = {
    what: 'the two trees',
    compared: tally.compared,
    notCompared: without,
    required: true,
  };
  return { interrupted, parts: [trees, ...parts.map((part) => ({ ...part, compared: 0 }))] };
}
