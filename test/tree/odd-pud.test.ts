// SPDX-License-Identifier: GPL-2.0-or-later
import { basename } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { explain } from '../../oracle/explain/explain';
import { Runner } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';
import { ODD_PUD } from '../support/odd-pud';
import {
  changedTree,
  closeTrees,
  describeWithCompiler,
  installedTrees,
  OWN_TREE,
  opens,
} from './support';

afterAll(closeTrees);

const PLACE = { file: 'odd.json', line: 1 };
const scenario = readScenario(ODD_PUD, PLACE, 'followed');

/** What a tree throws over the PUD, and what its explanation calls new. */
async function shownBy(
  name: string,
  folder: string,
): Promise<{ readonly thrown: string | undefined; readonly causes: readonly string[] }> {
  const runner = Runner.of([(await opens(name, folder)).name]);
  const chosen = { ...PLACE, measured: false, scenario, expect: undefined, entry: undefined };
  const { fresh, notHeld } = explain(chosen, runner);
  expect(notHeld).toBe('there is a pud nonpresent entry');
  return {
    thrown: runner.sides[0]?.failure?.error,
    causes: fresh.map(({ cause }) => cause),
  };
}

describeWithCompiler('a PUD that is neither none nor present, on a tree', () => {
  it('is an invalid access where the walk follows it as a table', async () => {
    expect(await shownBy('own', OWN_TREE)).toEqual({
      ...{ thrown: 'invalid access', causes: ['throws invalid access'] },
    });
  }, 60_000);

  it('is an endless loop where the walk reads it again', async () => {
    const folder = changedTree('reads-again', [
      {
        file: 'mm/pagewalk.c',
        from: '\t\tif (!walk->vma || pud_none(*pud))',
        to: '\t\twhile (!pud_none(*pud) && !pud_present(*pud))\n\t\t\t;\n\t\tif (!walk->vma || pud_none(*pud))',
      },
    ]);
    expect(await shownBy('again', folder)).toEqual({
      ...{ thrown: 'endless loop', causes: ['throws endless loop'] },
    });
  }, 60_000);

  it('is a result where the walk takes it as a hole, and nothing is held against that', async () => {
    const folder = changedTree('hole', [
      {
        file: 'mm/pagewalk.c',
        from: '\t\tif (!walk->vma || pud_none(*pud))',
        to: '\t\tif (!walk->vma || !pud_present(*pud))',
      },
    ]);
    expect(await shownBy('hole', folder)).toEqual({ thrown: undefined, causes: [] });
  }, 60_000);

  // 6.12's last stable releases have what came after 6.19: a walk that makes sure of a PUD's table.
  const expected: ReadonlyMap<string, string> = new Map([
    ['5.10', 'invalid access'],
    ['6.1', 'invalid access'],
    ['6.12', 'endless loop'],
    ['7.2', 'endless loop'],
    ['7.3', 'endless loop'],
  ]);
  it.each(installedTrees())(
    'does in $release what its code says',
    async ({ release, folder }) => {
      const { thrown } = await shownBy(`odd-${basename(folder).replaceAll('.', '-')}`, folder);
      expect(thrown).toBe(expected.get(release));
    },
    60_000,
  );
});
