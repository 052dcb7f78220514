// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hmmPfnHere } from '../support/command-here';
import { customTree } from '../tree/custom-tree';
import { changedTree, OWN_TREE } from '../tree/support';
import { describeWithCompiler, noCompiler } from './support';

const FOLDER = join(__dirname, 'on-tree');
const DRIVER = join(FOLDER, 'driver.c');
const FEW = ['--adapter', join(FOLDER, 'adapter.c'), '--scope', '0', '--no-vectors'];
const RUN = [...FEW, '--seed', '1', '--runs', '120'];
const ALONE = ['audit', 'c', '--after', DRIVER, ...RUN];

function converted(stdout: string): string | undefined {
  return /^Converted .+$/m.exec(stdout)?.[0];
}

describeWithCompiler(noCompiler(), 'a driver’s code on the range fault of a kernel tree', () => {
  it('gets what it gets on the model that the tree is like', async () => {
    const tree = await hmmPfnHere([...ALONE, '--on', 'own', '--tree', `own=${OWN_TREE}`]);
    const model = await hmmPfnHere([...ALONE, '--on', '5.8']);
    expect(tree.stderr).toContain('it behaves as modern in what releases differ in');
    expect(tree.stdout).toContain('driver.c on own');
    expect(converted(tree.stdout)).toMatch(/^Converted 1\d\d ranges/);
    expect(converted(tree.stdout)).toBe(converted(model.stdout));
    expect([tree.code, model.code]).toEqual([0, 0]);
  });

  it('runs on a tree that is called as a release is, not on the model of that release', async () => {
    const few = [...FEW, '--seed', '1', '--runs', '5', '--on', '6.12'];
    const named = ['--tree', `6.12=${OWN_TREE}`];
    const { code, stdout } = await hmmPfnHere(['audit', 'c', '--after', DRIVER, ...few, ...named]);
    expect(stdout).toContain('driver.c on 6.12');
    expect(code).toBe(0);
  });

  it('is compared on two trees, and what they do otherwise is a finding with a command to repeat it', async () => {
    const other = changedTree('writes-granted', [
      { from: '!(flags & HMM_PFN_WRITE)', to: '!(flags & HMM_PFN_VALID)' },
    ]);
    const trees = ['--tree', `own=${OWN_TREE}`, '--tree', `other=${other}`];
    const { code, stdout } = await hmmPfnHere([
      ...[
        'audit',
        'c',
        '--before',
        DRIVER,
        '--after',
        DRIVER,
        '--before-on',
        'own',
        '--on',
        'other',
      ],
      ...[...RUN, ...trees],
    ]);
    expect(stdout).toContain(`--before-on own`);
    expect(stdout).toContain(`--on other --tree own=${OWN_TREE} --tree other=${other}`);
    expect(stdout).toMatch(/New: .*(writable|read)/);
    expect(code).toBe(1);
  });

  it('a tree that comes to no result is a finding about the tree', async () => {
    const tree = changedTree('bug-at-write', [
      {
        from: 'if (need & NEED_WRITE) {',
        to: 'BUG_ON(need & NEED_WRITE);\n\tif (need & NEED_WRITE) {',
      },
    ]);
    const { code, stdout } = await hmmPfnHere([...ALONE, '--on', 'bad', '--tree', `bad=${tree}`]);
    expect(stdout).toMatch(/New: the range fault of bad comes to no result: BUG: .*mm\/hmm\.c:\d+/);
    expect(code).toBe(1);
  });

  it('what a tree notes beside its results is a finding, too', async () => {
    const tree = changedTree('warns', [{ from: 'WARN_ON(!need);', to: 'WARN_ON(need);' }]);
    const { code, stderr } = await hmmPfnHere([
      ...ALONE,
      '--on',
      'warns',
      '--tree',
      `warns=${tree}`,
    ]);
    expect(stderr).toMatch(/Noted beside the results of warns\n {2}.*mm\/hmm\.c:\d+/);
    expect(code).toBe(1);
  });

  it.each([
    [
      ['--on', 'mine'],
      'expected a release from 5.8 to 7.3, or the name of a tree (--tree NAME=PATH)',
    ],
    [['--on', '9.9', '--tree', `own=${OWN_TREE}`], 'got 9.9'],
    [['--tree', `own=${OWN_TREE}`], "nothing runs on the tree own: name it with '--on'"],
    [['--on', 'own', '--tree', `own=${FOLDER}`], 'got one without mm/hmm.c'],
    [['--on', 'own', '--tree', OWN_TREE], "option '--tree <name=path>' argument"],
  ])('wrong names of sides and trees are refused: %#', async (given, message) => {
    const { code, stderr } = await hmmPfnHere([...ALONE, ...given]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('a tree whose format is the driver’s own is for code before only', async () => {
    const tree = ['--tree', `old=${customTree()}`];
    const alone = await hmmPfnHere([...ALONE, '--on', 'old', ...tree]);
    expect(alone.stderr).toContain('--on: expected a side with the fixed format, got the tree old');
    expect(alone.code).toBe(2);
    const pair = ['audit', 'c', '--before', DRIVER, '--after', DRIVER, '--before-on', 'old'];
    const before = await hmmPfnHere([...pair, ...RUN, ...tree]);
    expect(before.stderr).toContain('expected a tree whose range fault returns a number of pages');
    expect(before.code).toBe(2);
  });
});
