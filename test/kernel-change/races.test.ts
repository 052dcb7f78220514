// SPDX-License-Identifier: GPL-2.0-or-later
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTree } from '../../kernel/trees/kept';
import type { Scenario } from '../../oracle/scenario/scenario';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { AuditNoteTally } from '../../tree/audit/notes';
import { judgeRace, RaceAudit } from '../../tree/audit/races/race-audit';
import { raceScenarios } from '../../tree/audit/races/race-scenarios';
import type { RacingTree } from '../../tree/audit/races/racing-tree';
import { TABLES_STAY_BEFORE } from '../../tree/audit/races/table-probe';
import { TreeView } from '../../tree/audit/tree-view';
import { findToolchain, type Toolchain } from '../../tree/build/toolchain';
import { openTree, type RunnableTree } from '../../tree/side/open-tree';
import { describeWithCompiler, noCompiler } from '../audit-c/support';
import { describeUnless } from '../support/surroundings';

/** A wrong line that shows only when an entry changes within a walk. */
interface RacePlanting {
  readonly name: string;
  readonly find: RegExp;
  readonly by: string;
  /** The causes that the audit gives, the plainest first. */
  readonly cause: RegExp;
}

const PLANTINGS: readonly RacePlanting[] = [
  {
    name: 'a huge PMD is not looked at again after it was read again',
    find: /(pmd = pmdp_get_lockless\(pmdp\);\s+)if \(!pmd_devmap\(pmd\) && !pmd_trans_huge\(pmd\)\)\s+goto again;/,
    by: '$1',
    cause: /^racing puts out a mapping that no entry had when an entry changes within a walk$/,
  },
  {
    name: 'a huge PMD is read for its rights, and read again for its frame',
    find: /(hmm_vma_handle_pmd\(walk, addr, end, hmm_pfns, )pmd\)/,
    by: '$1pmdp_get_lockless(pmdp))',
    cause: /^racing puts out a mapping that no entry had/,
  },
  {
    name: 'a table of PTEs that has gone is not noticed',
    find: /if \(!ptep\)\s+goto again;/,
    by: '',
    cause: /^racing accesses memory that is not there when an entry changes within a walk$/,
  },
  {
    name: 'a table of PTEs that has gone is an error',
    find: /if \(!ptep\)\s+goto again;/,
    by: 'if (!ptep)\n\t\treturn -EFAULT;',
    cause: /^what the call returns when an entry changes within a walk$/,
  },
  {
    name: 'a PMD is not read again where it has changed',
    find: /again:\s+(pmd = pmdp_get_lockless\(pmdp\);)/,
    by: '$1\nagain:',
    cause: /^racing does not come to an end within one walk when an entry changes within a walk$/,
  },
];

/** Few scenarios, of each family some: the command runs all. */
function someScenarios(): readonly Scenario[] {
  const wanted = ['pte-1', 'pmd-slot-main', 'pud-slot-main', 'hugetlb-2m-slot-main'];
  const all = [...raceScenarios('all')];
  return wanted.flatMap((id) => all.filter((one) => one.id.startsWith(id)).slice(0, 40));
}

const tree = findTree('6.12');
const missing =
  tree === undefined
    ? 'its sources are not in the cache: npm run test:tree -- --install --release 6.12'
    : undefined;
const folder = makeTemporaryFolder('races');
let toolchain: Toolchain;
const opened: RunnableTree[] = [];

async function racing(name: string, place: string): Promise<RacingTree> {
  const one = await openTree({ name, folder: place }, toolchain, { withinWalks: true });
  opened.push(one);
  return { view: new TreeView(one), child: one.start() };
}

describeWithCompiler(noCompiler(), 'changes within a walk', () => {
  beforeAll(async () => {
    toolchain = await findToolchain();
  });
  afterAll(() => {
    for (const one of opened) one.close();
    toolchain.close();
  });

  describeUnless(missing, '6.12', () => {
    let plain: RacingTree;
    const scenarios = someScenarios();
    beforeAll(async () => {
      plain = await racing('plain', tree?.folder ?? '');
    }, 60_000);

    it('show nothing between a tree and itself, at no read', async () => {
      const same = await racing('same', tree?.folder ?? '');
      const audit = new RaceAudit(plain, same, new AuditNoteTally(), undefined);
      await audit.run(scenarios);
      expect(audit.list()).toEqual([]);
      const { changes, compared, before, after, ...others } = audit.facts('sample');
      expect(changes).toBeGreaterThan(1000);
      expect(compared).toBe(changes);
      expect(before).toBeGreaterThan(changes);
      expect(after).toBe(before);
      expect(others).toMatchObject({ differAnyway: 0, onlyBefore: [], bothCrash: [], notRun: [] });
    }, 60_000);

    it('runs what only the tree after bears on that tree alone, and finds what is wrong there', async () => {
      const losing = scenarios.filter(({ id }) => id.startsWith('pte-1'));
      const older = await planted('older', /if \(!ptep\)\s+goto again;/, '', 'older');
      const right = new RaceAudit(older, plain, new AuditNoteTally(), undefined);
      await right.run(losing);
      expect(right.list()).toEqual([]);
      const { changes, compared, notRun } = right.facts('sample');
      const alone = notRun.find(({ what }) => what === TABLES_STAY_BEFORE)?.count ?? 0;
      expect(alone).toBeGreaterThan(100);
      expect(compared).toBe(changes - alone);
      const endless = await planted(
        'endless',
        /again:\s+(pmd = pmdp_get_lockless\(pmdp\);)/,
        '$1\nagain:',
      );
      const wrong = new RaceAudit(older, endless, new AuditNoteTally(), undefined);
      await wrong.run(losing);
      const [first] = wrong.list();
      expect(first?.cause).toBe(
        'racing does not come to an end within one walk when an entry changes within a walk',
      );
      const again = first === undefined ? [] : (judgeRace(older, endless, first.scenario) ?? []);
      expect(again.map(({ kind }) => kind)).toContain('new');
      for (const one of opened.splice(-2)) one.close();
    }, 60_000);

    function planted(name: string, find: RegExp, by: string, side = 'racing'): Promise<RacingTree> {
      const text = readFileSync(join(tree?.folder ?? '', 'mm', 'hmm.c'), 'utf8');
      const changed = text.replace(find, by);
      expect(changed).not.toBe(text);
      const copy = join(folder, name.replace(/\W+/g, '-'));
      cpSync(tree?.folder ?? '', copy, { recursive: true });
      writeFileSync(join(copy, 'mm', 'hmm.c'), changed);
      return racing(side, copy);
    }

    it('show nothing where an entry is read otherwise whenever it stands there', async () => {
      const other = await planted('protnone', / \|\| pte_protnone\(pte\)/, '');
      const audit = new RaceAudit(plain, other, new AuditNoteTally(), undefined);
      await audit.run([...raceScenarios('sample')]);
      expect(audit.list()).toEqual([]);
      const { compared, differAnyway } = audit.facts('sample');
      expect(differAnyway).toBeGreaterThan(10);
      expect(compared).toBeGreaterThan(100);
      opened.pop()?.close();
    }, 60_000);

    it.each(PLANTINGS)(
      'find that $name',
      async ({ name, find, by, cause }) => {
        const other = await planted(name, find, by);
        const audit = new RaceAudit(plain, other, new AuditNoteTally(), undefined);
        await audit.run(scenarios);
        const [first] = audit.list();
        expect(first?.cause).toMatch(cause);
        if (first === undefined) return;
        // The scenario shows it again, by itself.
        const again = judgeRace(plain, other, first.scenario) ?? [];
        const causes = again.flatMap((one) => (one.kind === 'new' ? [one.shown.cause] : []));
        expect(causes).toContain(first.cause);
        opened.pop()?.close();
      },
      60_000,
    );
  });
});
