// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { hmmPfnHere } from '../support/command-here';
import { changedTree, describeWithCompiler, OWN_TREE } from './support';

const FEW = ['--runs', '200', '--no-vectors', '--seed', '1'];

/** A scenario of one page that is asked for, and is not there. */
const HOLE = JSON.stringify({
  schema: 'hmm-scenario/1',
  id: 'hole',
  mm: {
    nextPfn: '0x1000',
    zeroPfn: '0x1',
    vmas: [
      { start: '0x7f0000000000', end: '0x7f0000001000', flags: ['read', 'write'], backing: 'anon' },
    ],
    entries: [],
  },
  range: {
    start: '0x7f0000000000',
    end: '0x7f0000001000',
    default: 'w',
    mask: '.',
    requests: '.',
    owner: 0,
  },
});

describeWithCompiler('hmm-pfn with a tree', () => {
  it('check compares it with the model nearest to it', async () => {
    const { code, stdout, stderr } = await hmmPfnHere([
      'check',
      '--tree',
      `own=${OWN_TREE}`,
      ...FEW,
    ]);
    expect(stdout).toContain('sides modern,own');
    expect(stdout).toContain('No unexplained differences in 200 random scenarios.');
    expect(stderr).toContain('it behaves as modern in what releases differ in');
    expect(code).toBe(0);
  });

  it('check finds a wrong line of it, and names the decision', async () => {
    const wrong = changedTree('write-ignored', [
      { from: '!(flags & HMM_PFN_WRITE)', to: '!(flags & HMM_PFN_VALID)' },
    ]);
    const { code, stdout } = await hmmPfnHere(['check', '--tree', `wrong=${wrong}`, ...FEW]);
    expect(stdout).toContain('modern/wrong');
    expect(code).toBe(1);
  });

  it('a note alone is a finding', async () => {
    const warns = changedTree('warns', [{ from: 'WARN_ON(!need);', to: 'WARN_ON(need);' }]);
    const { code, stdout, stderr } = await hmmPfnHere([
      'check',
      '--tree',
      `warns=${warns}`,
      ...FEW,
    ]);
    expect(stdout).toMatch(/^ {2}warns: a warning: mm\/hmm\.c:\d+ \(\d+\)$/m);
    expect(stdout).toMatch(/^1 new note of trees in /m);
    expect(stdout).not.toContain('No unexplained differences');
    expect(stderr).toMatch(/a warning: mm\/hmm\.c:\d+ \(\d+ runs?\)/);
    expect(code).toBe(1);
    const explained = await hmmPfnHere(
      ['explain', '-', '--tree', `warns=${warns}`, '--json'],
      HOLE,
    );
    const report = JSON.parse(explained.stdout);
    const noted = report.suites.find(({ id }: { id: string }) => id === 'tree-notes').cases;
    expect(noted).toMatchObject([
      { rule: 'locks-and-warnings', status: 'failed', scenario: { id: 'hole' } },
    ]);
    expect(noted[0].replay).toContain(`explain - --tree warns=${warns} <<< `);
    expect([report.exitCode, report.counts.failed, explained.code]).toEqual([1, 1, 1]);
  });

  it('run prints its results, one JSON object a line, and says what crashed', async () => {
    const own = await hmmPfnHere(['run', '--tree', `own=${OWN_TREE}`], HOLE);
    const { expect: results } = JSON.parse(own.stdout);
    expect(Object.keys(results)).toEqual(['modern', 'own']);
    expect(results.own).toEqual(results.modern);
    const crashes = changedTree('crashes', [{ from: 'WARN_ON(!need);', to: 'BUG();' }]);
    const ended = await hmmPfnHere(['run', '--tree', `it=${crashes}`, '--sides', 'it'], HOLE);
    expect(JSON.parse(ended.stdout).expect.it.threw).toMatch(
      /it throws BUG: BUG at mm\/hmm\.c:\d+/,
    );
    expect(ended.code).toBe(1);
  });

  it('explain says step by step what it did', async () => {
    const { code, stdout } = await hmmPfnHere(['explain', '-', '--tree', `own=${OWN_TREE}`], HOLE);
    expect(stdout).toContain('What modern, own did');
    expect(stdout).toContain('returns 0  2 walks');
    expect(code).toBe(0);
  });
});
