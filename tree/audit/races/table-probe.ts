// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { PMD } from '../../../mm/units';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { ptePages } from '../../../oracle/scope/pte-families';
import type { RunningTree } from '../../side/tree-child';
import { FrameBatch } from '../../wire/frame-batch';
import { WireOutcome } from '../../wire/types';
import { readsBatch, readsOf } from './race-batch';
import { groupsOf, type RaceGroup, withChangeAt } from './race-group';
import type { RacingTree } from './racing-tree';

/**
 * Whether a tree's walk bears that a table of PTEs goes away under it. Until 6.4 the locks of the kernel
 * exclude that, and code does not look: then nothing is to be learnt from letting it happen.
 */
export function bearsLosingTables({ child }: RacingTree): boolean {
  const known = BEARING.get(child);
  if (known !== undefined) return known;
  const bears = isBorneBy(child);
  BEARING.set(child, bears);
  return bears;
}

/** What trees that run were found to bear: each is asked once. */
const BEARING = new WeakMap<RunningTree, boolean>();

function isBorneBy(child: RunningTree): boolean {
  const scenario = ptePages(1).scenario(0);
  const [reads = []] = readsOf(child.runAtOnce(readsBatch([scenario])));
  const frames = new FrameBatch();
  for (const race of racesOf(groupsOf(scenario, reads, reads).filter(isTableLost)))
    frames.add(race);
  const replies = child.runAtOnce(frames.take());
  // Code that does not look follows the table that is gone; what else goes wrong there is its own mistake.
  return Array.from({ length: replies.count }, (_, index) => replies.view(index)).every(
    ({ outcome }) => outcome !== WireOutcome.fault && outcome !== WireOutcome.sanitizer,
  );
}

/** Why changes that take a table of PTEs away are not run on a tree. */
export function tablesStay(tree: string): string {
  return `a table of PTEs goes away: ${tree} does not bear it, as no kernel before 6.5, whose locks exclude it`;
}

/** Why the same changes are run on the tree after a change alone. */
export const TABLES_STAY_BEFORE = `${tablesStay('the tree before')}; the tree after ran alone`;

/**
 * The change as two trees can run it: on both, or on the tree after alone, where only that one bears that
 * a table of PTEs goes away. What a change adds to bear it would otherwise be run by nobody.
 *
 * @returns undefined where the tree before does not bear it, nor does the tree after.
 */
export function runnableOn(
  before: RacingTree,
  after: RacingTree,
  group: RaceGroup,
): RaceGroup | undefined {
  if (!isTableLost(group) || bearsLosingTables(before)) return group;
  if (!bearsLosingTables(after)) return undefined;
  return { ...group, reads: [[], group.reads[1]], isAfterAlone: true };
}

/** Whether a change takes a table of PTEs away. */
export function isTableLost({ old }: Pick<RaceGroup, 'old'>): boolean {
  return old.level === PMD && kindOf(old.high) === Kind.table;
}

function racesOf(groups: readonly RaceGroup[]): readonly Scenario[] {
  return groups.flatMap((group) => group.reads[0].map((atRead) => withChangeAt(group, atRead)));
}
