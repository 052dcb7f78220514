// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { PMD, PUD_SIZE } from '../../mm/units';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { HeldJudge } from '../../oracle/external/held-judge';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { noRoomDocument } from '../../oracle/run/no-room';
import { resultOf } from '../../oracle/run/result';
import { Runner } from '../../oracle/run/runner';
import { hex } from '../../oracle/scenario/json';
import { treeExternal } from '../../tree/audit/tree-external';
import type { RunnableTree } from '../../tree/side/open-tree';
import { entry, image, request, vma } from '../support/build';
import { describeUnless } from '../support/surroundings';
import { closeTrees, no32, OWN_TREE, opens } from './support';

afterAll(closeTrees);

/** The pages of the largest slot that a window is cut at. */
const PAGES = PUD_SIZE / 4096;

describeUnless(no32(), 'a tree whose long has 32 bits', () => {
  let tree: RunnableTree;
  beforeAll(async () => {
    tree = await opens('narrow', OWN_TREE, { bits: 32 });
  });

  it('is nearest to a model whose long has 32 bits, and lays out its words in them', () => {
    expect(tree.bits).toBe(32);
    expect(tree.fit).toEqual({ side: 'modern-32', kernel: '5.8', differs: [], lacks: 0 });
    expect(tree.description.layout.flags).toBe(0xe000_0000n);
  });

  it('agrees with that model in what has a result there', async () => {
    const external = treeExternal(tree);
    const random = new Random(13, 0);
    const scenarios = Array.from({ length: 600 }, (_, index) => {
      random.restart(13, index);
      return generateScenario(random, 'recent');
    });
    const answers = await external.answers(scenarios);
    const judge = new HeldJudge(external);
    const kinds = scenarios.map((scenario, index) => {
      const answer = answers[index];
      return answer === undefined ? 'missing' : judge.hold(scenario, answer).kind;
    });
    expect([...new Set(kinds)].sort()).toEqual(['equal', 'none']);
    expect(kinds.filter((kind) => kind === 'equal').length).toBeGreaterThan(200);
    external.close();
  });

  it('is judged like any other side, and has no result where a pfn does not fit into its long', () => {
    const runner = Runner.of(['modern-32', tree.name]);
    const judge = new Judge(runner);
    const present = (frame: number) => ({
      ...{ id: 'frame', format: undefined, range: request(0, '..') },
      mm: image({
        vmas: [vma(0, 2)],
        entries: [entry(0, { kind: Kind.ptePresent }), entry(1, { kind: Kind.ptePresent }, frame)],
      }),
    });
    for (const frame of [2 ** 29 - 1, 2 ** 29]) {
      expect(newCauses(judge.judge(present(frame))).map(({ cause }) => cause)).toEqual([]);
      const overflows = runner.sides.map(({ overflow }) => overflow && noRoomDocument(overflow));
      const expected = frame < 2 ** 29 ? undefined : { page: 1, pfn: '0x20000000' };
      expect(overflows).toEqual([expected, expected]);
    }
  });

  it('has none either where only a page within a huge one does not fit', () => {
    const runner = Runner.of(['modern-32', tree.name]);
    const judge = new Judge(runner);
    const mm = image({
      vmas: [vma(0, 512)],
      entries: [entry(0, { kind: Kind.pmdMigration }, 2 ** 29 - 2, PMD)],
    });
    for (const pages of [2, 3]) {
      const range = request(0, 'r'.repeat(pages));
      const judgement = judge.judge({ id: 'within', format: undefined, mm, range });
      expect(newCauses(judgement).map(({ cause }) => cause)).toEqual([]);
      const overflows = runner.sides.map(({ overflow }) => overflow && noRoomDocument(overflow));
      const expected = pages === 2 ? undefined : { page: 2, pfn: '0x20000000' };
      expect(overflows).toEqual([expected, expected]);
    }
  });

  it('has no result of a range that does not fit into its addresses, which is no failure of it', () => {
    const runner = Runner.of(['modern-32', tree.name]);
    const judge = new Judge(runner);
    const mm = image({ vmas: [vma(0, 3 * PAGES)] });
    const range = request(0, '.'.repeat(3 * PAGES));
    const judgement = judge.judge({ id: 'wide', format: undefined, mm, range });
    expect(judgement.comparisons.map(({ verdict }) => verdict)).toEqual([
      { kind: 'incomparable', why: { id: 'range-too-wide' } },
    ]);
    expect(newCauses(judgement)).toEqual([]);
    expect(runner.sides.map((side) => side.overflow && resultOf(side))).toEqual([
      undefined,
      { overflow: { start: hex(range.start), end: hex(range.end) } },
    ]);
  });

  it('runs ranges and gaps across the places at which its addresses are cut', () => {
    const runner = Runner.of(['modern-32', tree.name]);
    const judge = new Judge(runner);
    const mm = image({
      // Below the window, across its beginning, in it, and far above its end.
      vmas: [
        vma(-3 * PAGES, 1 - 3 * PAGES),
        vma(-2 * PAGES, PAGES - 1),
        vma(PAGES, PAGES + 2),
        vma(9 * PAGES, 9 * PAGES + 1),
      ],
      entries: [entry(0, { kind: Kind.pmdHuge }, 512, PMD)],
    });
    const range = request(PAGES - 2, 'r.rr');
    const causes = newCauses(judge.judge({ id: 'cut', format: undefined, mm, range }));
    expect(causes.map(({ cause, detail }) => `${cause}: ${detail}`)).toEqual([]);
    expect(runner.sides.map(({ record }) => [record.ret, record.walks])).toEqual([
      [0, 3],
      [0, 3],
    ]);
  });
});
