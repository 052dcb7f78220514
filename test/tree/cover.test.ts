// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, expect, it } from 'vitest';
import { coverOf } from '../../corpus/cover/cover';
import { WayGoals } from '../../corpus/cover/way-goals';
import { FixtureMaker } from '../../corpus/fixture';
import { hmmPfnHere } from '../support/command-here';
import { temporaryFolder } from '../support/surroundings';
import { changedTree, closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

const NEVER = new AbortController().signal;
const FEW = { seed: 1, profile: 'small', scope: 0, random: 40, vectors: [] } as const;

/** Only the third page of an address space makes it fault. */
const THIRD_IS_NULL = {
  from: '\tif (!need) {\n',
  to: '\tif (at & 0x2000)\n\t\t*(volatile int *)0 = 1;\n\tif (!need) {\n',
};

describeWithCompiler('a corpus that covers the code of a tree', () => {
  afterAll(closeTrees);

  it('takes every line and way that any candidate takes, and has no scenario that the others make redundant', async () => {
    const tree = await opens('own', OWN_TREE, { coverage: true });
    const code = await tree.ways();
    const goals = new WayGoals(new FixtureMaker(['modern']), code);
    const { candidates, tried } = await goals.candidates(FEW, NEVER);
    const { scenarios, missing } = await coverOf(goals, candidates, NEVER);
    const each = scenarios.map((scenario) => code.takenBy([scenario]) ?? new Set<string>());
    expect([missing, goals.missedBy(scenarios)]).toEqual([[], []]);
    code.close();
    expect(tried).toBeGreaterThan(200);
    expect(goals.names.length).toBeGreaterThan(150);
    expect(goals.names).toContain('mm/hmm.c:239');
    expect(goals.names.filter((name) => name.includes(' way '))).not.toEqual([]);
    expect(scenarios.length).toBeGreaterThan(5);
    for (const [index, own] of each.entries()) {
      const others = new Set(each.flatMap((one, at) => (at === index ? [] : [...one])));
      expect([...own].filter((way) => !others.has(way))).not.toEqual([]);
    }
  });

  it('leaves out what ends the process, and keeps what ran beside it', async () => {
    const crashing = changedTree('crashing', [THIRD_IS_NULL]);
    const tree = await opens('crashing', crashing, { coverage: true });
    const code = await tree.ways();
    const goals = new WayGoals(new FixtureMaker(['modern']), code);
    const { candidates } = await goals.candidates({ ...FEW, random: 0 }, NEVER);
    code.close();
    expect(candidates.length).toBeGreaterThan(5);
    expect(candidates.filter(({ reached }) => reached.size === 0)).toEqual([]);
    expect(goals.names).toContain('mm/hmm.c:239');
  });

  it('is asked for of one tree, and of no other corpus', async () => {
    const out = ['--out', temporaryFolder(), '--tree', `one=${OWN_TREE}`];
    const generate = (...more: string[]) => hmmPfnHere(['fixtures', 'generate', ...out, ...more]);
    const alone = await generate();
    expect([alone.code, alone.stderr]).toEqual([
      2,
      expect.stringContaining("option '--tree' needs '--cover'"),
    ]);
    const two = await generate('--cover', '--tree', `two=${OWN_TREE}`);
    expect([two.code, two.stderr]).toEqual([
      2,
      expect.stringContaining("option '--tree' expected one tree to cover, got 2"),
    ]);
    const nowhere = ['fixtures', 'generate', '--cover', '--out', '-', '--tree', 'one=/nowhere'];
    const missing = await hmmPfnHere(nowhere);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('/nowhere')]);
  });
});
