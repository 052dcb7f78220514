// SPDX-License-Identifier: GPL-2.0-or-later
import { increment } from '../../../oracle/campaign/increment';
import { complexity } from '../../../oracle/generate/complexity';
import { shrinkFailure } from '../../../oracle/generate/shrink';
import type { Scenario } from '../../../oracle/scenario/scenario';
import type { WireNote } from '../../wire/types';
import { RACE_BATCH } from './race-audit';
import { RacePlan, readsBatch, readsOf } from './race-batch';
import { groupOf, type RaceGroup, soleChange, withChangeAt } from './race-group';
import { WITHIN } from './race-judge';
import { RunReader } from './race-run';
import { type GroupReplies, notRunIn, type RacingTree } from './racing-tree';
import { canBecome } from './slot-changes';
import { bearsLosingTables, isTableLost, tablesStay } from './table-probe';
import { changeText, tornRun } from './torn-run';

/** What one tree does wrong when an entry changes within a walk. */
interface LoneRace {
  /** The same for all changes that show it. */
  readonly what: string;
  readonly detail: string;
  readonly scenario: Scenario;
  /** How many changes of a slot show it. */
  readonly count: number;
}

/** What the races of one tree came to. */
export interface LoneRaces {
  /** The most frequent first, each with the simplest scenario that was found. */
  readonly found: readonly LoneRace[];
  /** Scenarios whose entries were changed, of so many. */
  readonly scenarios: number;
  readonly of: number;
  /** Changes of one slot to one entry, and runs: each at each read. */
  readonly changes: number;
  readonly runs: number;
  readonly notRun: ReadonlyMap<string, number>;
}

/**
 * Lets entries change within the walks of one tree, at each read of each slot, and holds each run to
 * what no other thread excuses: it comes to an end, and each word is one entry's.
 *
 * @param scenarios without changes within a walk, as `raceScenarios()` has them.
 * @param noted takes what a run noted beside its result.
 * @param signal ends it early; what was done until then is returned.
 */
export async function racesOfTree(
  tree: RacingTree,
  scenarios: readonly Scenario[],
  noted: (notes: readonly WireNote[], scenario: Scenario) => void,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<LoneRaces> {
  const losesTables = bearsLosingTables(tree);
  const notRun = new Map<string, number>();
  const found = new Map<string, LoneRace>();
  const counts = { scenarios: 0, changes: 0, runs: 0 };
  const run = async (batch: readonly Scenario[]): Promise<void> => {
    const answers = await tree.child.runBatch(readsBatch(batch));
    for (const index of batch.keys()) {
      const why = notRunIn({ batch: answers, index });
      if (why !== undefined) increment(notRun, `all of a scenario: ${why}`);
    }
    const reads = readsOf(answers);
    const all = RacePlan.of(batch, [reads, reads]).groups;
    const groups = all.filter((group) => losesTables || !isTableLost(group));
    for (let left = groups.length; left < all.length; left++) {
      increment(notRun, tablesStay(tree.view.name));
    }
    const plan = new RacePlan(groups);
    const { plain, races } = plan.batches();
    const [one, other] = [await tree.child.runBatch(plain), await tree.child.runBatch(races[0])];
    for (const [index, replies] of plan.repliesOf(0, one, other).entries()) {
      const group = groups[index];
      if (group === undefined) continue;
      counts.changes++;
      const left = replies.races.map(notRunIn).filter((why) => why !== undefined);
      for (const why of left) increment(notRun, why);
      counts.runs += replies.races.length - left.length;
      for (const race of wrongOf(tree, group, replies)) add(found, race);
      for (const [number, { batch: answer, index: at }] of replies.races.entries()) {
        if (answer.allPlain || answer.isPlain(at)) continue;
        const scenario = withChangeAt(group, group.reads[0][number] ?? 1);
        noted(answer.view(at).notes, scenario);
      }
    }
    counts.scenarios += batch.length;
    progress(counts.scenarios);
  };
  for (let from = 0; from < scenarios.length && !signal.aborted; from += RACE_BATCH) {
    await run(scenarios.slice(from, from + RACE_BATCH));
  }
  const shrunk = [...found.values()].map((race) => simplest(tree, race));
  const byCount = shrunk.sort((one, other) => other.count - one.count);
  return { found: byCount, of: scenarios.length, ...counts, notRun };
}

function add(found: Map<string, LoneRace>, race: LoneRace): void {
  const before = found.get(race.what);
  if (before === undefined) found.set(race.what, race);
  else {
    const isSimpler = complexity(race.scenario) < complexity(before.scenario);
    found.set(race.what, { ...(isSimpler ? race : before), count: before.count + 1 });
  }
}

/** What a change shows, each thing once: with the first read at which it does. */
function wrongOf(tree: RacingTree, group: RaceGroup, replies: GroupReplies): readonly LoneRace[] {
  const reader = new RunReader(tree.view, true);
  const found = new Map<string, LoneRace>();
  for (const run of reader.othersThanPlain(group.scenario, replies, group.reads[0])) {
    const { ran, atRead } = run;
    const common = { scenario: withChangeAt(group, atRead), count: 1 };
    const what = ran.kind === 'crash' ? ran.what : 'puts out a mapping that no entry had';
    const torn = tornRun(tree, group, run)?.detail;
    const detail = ran.kind === 'crash' ? `${changeText(group)}: ${ran.detail}` : torn;
    if (detail === undefined || found.has(what)) continue;
    found.set(what, { ...common, what: `${what} ${WITHIN}`, detail });
  }
  return [...found.values()];
}

/** What a scenario with one change shows at the read that it names; nothing if no other thread can make it. */
export function racesShownBy(tree: RacingTree, scenario: Scenario): readonly LoneRace[] {
  const change = soleChange(scenario);
  if (change === undefined) return [];
  const [reads = []] = readsOf(tree.child.runAtOnce(readsBatch([change.scenario])));
  const { event, entry } = change;
  const group = groupOf(change.scenario, event, entry, reads, reads);
  if (group === undefined || !canBecome(group.old, entry, scenario)) return [];
  const only: RaceGroup = { ...group, reads: [[event.atRead], [event.atRead]] };
  const plan = new RacePlan([only]);
  const { plain, races } = plan.batches();
  const { child } = tree;
  const [replies] = plan.repliesOf(0, child.runAtOnce(plain), child.runAtOnce(races[0]));
  return replies === undefined ? [] : wrongOf(tree, only, replies);
}

function simplest(tree: RacingTree, race: LoneRace): LoneRace {
  const shows = (scenario: Scenario): LoneRace | undefined =>
    racesShownBy(tree, scenario).find(({ what }) => what === race.what);
  tree.child.renewPatience();
  if (shows(race.scenario) === undefined) return race;
  const { scenario } = shrinkFailure(race.scenario, (one) => shows(one) !== undefined);
  tree.child.renewPatience();
  return { ...race, scenario, detail: shows(scenario)?.detail ?? race.detail };
}
