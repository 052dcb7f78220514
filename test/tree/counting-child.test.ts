// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { InputError } from '../../oracle/scenario/input-error';
import { type CountedTree, CountingChild } from '../../tree/audit/counting-child';
import type { RunnableTree } from '../../tree/side/open-tree';
import { FrameBatch } from '../../tree/wire/frame-batch';
import type { WireBatch } from '../../tree/wire/types';
import { changedTree, closeTrees, describeWithCompiler, opens } from './support';

const LINES = [7, 8].map((line) => ({ path: 'mm/hmm.c', line }) as const);

function batches(): readonly WireBatch[] {
  const frames = new FrameBatch();
  return Array.from({ length: 4 }, (_, number) => {
    for (let index = 0; index < 25; index++) {
      frames.add(generateScenario(new Random(number, index), 'small'));
    }
    return frames.take();
  });
}

type Tree = Awaited<CountedTree['tree']>;

/** A tree that is compiled when the test says so. */
class Later {
  compiled: (tree: Tree) => void = () => {};
  refused: (error: unknown) => void = () => {};
  readonly counted: CountedTree = {
    tree: new Promise<Tree>((resolve, reject) => {
      this.compiled = resolve;
      this.refused = reject;
    }),
    lines: LINES,
    extent: 'sample',
  };
}

afterAll(closeTrees);

describeWithCompiler('a tree with counters that is compiled while others are judged', () => {
  let tree: RunnableTree;
  beforeAll(async () => {
    const same = changedTree('counted-later', [
      { from: '\tif (!need) {\n', to: '\tif (!(need)) {\n' },
    ]);
    tree = await opens('counted', same, { coverage: true });
  });

  it('keeps nobody waiting, and counts what came before it, too', async () => {
    const early = new CountingChild({
      tree: Promise.resolve(tree),
      lines: LINES,
      extent: 'sample',
    });
    for (const batch of batches()) await early.run(batch);
    const { counted, compiled } = new Later();
    const late = new CountingChild(counted);
    for (const batch of batches()) await late.run(batch);
    compiled(tree);
    const expected = await early.coverage();
    expect(expected?.sample).toBe(100);
    expect(await late.coverage()).toEqual(expected);
    await early.close();
    await late.close();
  });

  it('counts nothing where it cannot be compiled and nobody asked for it', async () => {
    const { counted, compiled } = new Later();
    const counting = new CountingChild(counted);
    const [batch] = batches();
    if (batch !== undefined) await counting.run(batch);
    compiled(undefined);
    expect(await counting.coverage()).toBeNull();
    const scenario = generateScenario(new Random(1, 1), 'small');
    expect(await counting.changedFunctionsIn(scenario)).toEqual([]);
    await counting.close();
  });

  it('says why it could not be compiled to whoever wants its coverage', async () => {
    const { counted, refused } = new Later();
    const counting = new CountingChild(counted);
    refused(new InputError({ file: 'mm/hmm.c' }, 'does not compile'));
    await expect(counting.coverage()).rejects.toThrow('does not compile');
    await counting.close();
  });

  it('starts no process once it is closed', async () => {
    const { counted, compiled } = new Later();
    const started: string[] = [];
    const counting = new CountingChild(counted);
    const closed = counting.close();
    compiled({
      start: () => {
        started.push('one');
        return tree.start();
      },
      coverageOf: (child) => tree.coverageOf(child),
    });
    await closed;
    expect(started).toEqual([]);
    expect(await counting.coverage()).toBeNull();
  });
});
