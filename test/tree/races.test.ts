// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTree } from '../../kernel/trees/kept';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';
import { type LoneRaces, racesOfTree, racesShownBy } from '../../tree/audit/races/lone-races';
import { raceScenarios } from '../../tree/audit/races/race-scenarios';
import type { RacingTree } from '../../tree/audit/races/racing-tree';
import { TreeView } from '../../tree/audit/tree-view';
import { hmmPfnHere } from '../support/command-here';
import { describeUnless } from '../support/surroundings';
import { closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

afterAll(closeTrees);

const TORN = 'puts out a mapping that no entry had when an entry changes within a walk';

async function racing(name: string, folder: string): Promise<RacingTree> {
  const tree = await opens(name, folder, { withinWalks: true });
  return { view: new TreeView(tree), child: tree.start() };
}

/** Few scenarios, of each family some: the command runs all. */
function someScenarios(): readonly Scenario[] {
  const all = [...raceScenarios('all')];
  const wanted = ['pte-1', 'pmd-slot-main', 'hugetlb-2m-slot-main'];
  return wanted.flatMap((id) => all.filter((one) => one.id.startsWith(id)).slice(0, 15));
}

const races = (tree: RacingTree): Promise<LoneRaces> => {
  const { signal } = new AbortController();
  return racesOfTree(
    tree,
    someScenarios(),
    () => {},
    () => {},
    signal,
  );
};

const released = findTree('6.12');

describeWithCompiler('changes within the walks of one tree', () => {
  // The tests' own tree reads a PMD for its kind, and again for its frame and its rights.
  let own: RacingTree;
  let found: LoneRaces;

  beforeAll(async () => {
    own = await racing('own', OWN_TREE);
    found = await races(own);
  }, 60_000);

  it('show words that are put together from two entries', () => {
    expect(found.found.map(({ what }) => what)).toContain(TORN);
    expect(found.scenarios).toBe(found.of);
    expect(found.changes).toBeGreaterThan(500);
    expect(found.runs).toBeGreaterThan(found.changes);
  });

  it('are shrunk, and show the same again', () => {
    const [torn] = found.found.filter(({ what }) => what === TORN);
    if (torn === undefined) throw new Error('expected a word of two entries');
    expect(torn.scenario.range.asks.length).toBe(1);
    expect(torn.scenario.mm.readEvents.length).toBe(1);
    expect(racesShownBy(own, torn.scenario).map(({ what }) => what)).toContain(TORN);
  });

  describeUnless(
    released === undefined ? 'the sources of 6.12 are not in the cache' : undefined,
    '6.12',
    () => {
      it('shows nothing of the kind', async () => {
        const { found: none, runs } = await races(await racing('released', released?.folder ?? ''));
        expect(none).toEqual([]);
        expect(runs).toBeGreaterThan(1000);
      }, 60_000);
    },
  );

  it('explain replays one, without the models, and says what is wrong', async () => {
    const [race] = found.found.filter(({ what }) => what === TORN);
    const document = JSON.stringify(race === undefined ? null : writeScenario(race.scenario));
    closeTrees();
    const { code, stdout, stderr } = await hmmPfnHere(
      ['explain', '-', '--tree', `own=${OWN_TREE}`],
      document,
    );
    expect(stderr).toContain('only trees are run');
    expect(stdout.split('\n')[1]).toContain(`new: own ${TORN}: `);
    expect(stdout.split('Verdict')[1]).toContain(`new: own ${TORN}: `);
    expect(stdout).toContain('an entry changes within a walk: not checked against the contract');
    expect(stdout).toMatch(/event {2}at read \d+ of the /);
    expect(code).toBe(1);
  }, 60_000);
});
