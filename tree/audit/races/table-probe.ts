// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { PMD } from '../../../mm/units';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { ptePages } from '../../../oracle/scope/pte-families';
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
  const scenario = ptePages(1).scenario(0);
  const [reads = []] = readsOf(child.runAtOnce(readsBatch([scenario])));
  const frames = new FrameBatch();
  for (const race of racesOf(groupsOf(scenario, reads, reads).filter(isTableLost)))
    frames.add(race);
  const replies = child.runAtOnce(frames.take());
  return Array.from({ length: replies.count }, (_, index) => replies.view(index)).every(
    ({ outcome }) => outcome === WireOutcome.returned || outcome === WireOutcome.livelock,
  );
}

/** Why changes that take a table of PTEs away are not run on a tree. */
export function tablesStay(tree: string): string {
  return `a table of PTEs goes away: ${tree} does not bear it, as no kernel before 6.5, whose locks exclude it`;
}

/** Whether a change takes a table of PTEs away. */
export function isTableLost({ old }: Pick<RaceGroup, 'old'>): boolean {
  return old.level === PMD && kindOf(old.high) === Kind.table;
}

function racesOf(groups: readonly RaceGroup[]): readonly Scenario[] {
  return groups.flatMap((group) => group.reads[0].map((atRead) => withChangeAt(group, atRead)));
}
