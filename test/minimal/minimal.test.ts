// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Judge, shownIds } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { isNewWithout, sidesShowing } from '../../oracle/check/minimal';
import { MINIMAL_FOLDER, readMinimal } from '../../oracle/check/minimal-files';
import { INCOMPARABLE_IDS } from '../../oracle/compare/compare';
import { CLAUSES, VIOLATIONS } from '../../oracle/contract/registry';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { Runner } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';

const IDS: string[] = [...[...DIFFERENCES, ...VIOLATIONS].map(({ id }) => id), ...INCOMPARABLE_IDS];

describe('each known cause', () => {
  it('has an id of its own, and a minimal scenario, and no scenario is of no cause', () => {
    expect(new Set(IDS).size).toBe(IDS.length);
    const files = readdirSync(MINIMAL_FOLDER).map((name) => name.replace(/\.json$/, ''));
    expect(files.sort()).toEqual([...IDS].sort());
  });

  it('of the contract has an id that begins with its clause', () => {
    const strays = CLAUSES.flatMap(({ id, violations }) =>
      violations.filter((violation) => !violation.id.startsWith(`${id}.`)),
    );
    expect(strays).toEqual([]);
  });
});

describe('a minimal scenario shows its cause, and what the fixture says, and nothing else:', () => {
  it.each(IDS)('%s', (id) => {
    const { scenario, shows } = readMinimal(id);
    const judgement = new Judge(Runner.of(sidesShowing(id))).judge(
      readScenario(scenario, { file: id }),
    );
    expect(shownIds(judgement)).toEqual(shows);
    expect(shows).toContain(id);
    expect(newCauses(judgement)).toEqual([]);
  });

  it.each(IDS)('%s: two pages at most, and none besides a kindred cause', (id) => {
    const { scenario, shows } = readMinimal(id);
    expect(Number(scenario.range.end) - Number(scenario.range.start)).toBeLessThanOrEqual(8192);
    const isDifference = (one: string): boolean => DIFFERENCES.some((entry) => entry.id === one);
    const kin = shows.filter((one) => isDifference(one) === isDifference(id));
    expect(kin.length).toBeLessThanOrEqual(2);
  });
});

describe('without its entry, a cause is new:', () => {
  it.each(DIFFERENCES.map(({ id }) => id))('%s', (id) => {
    const judge = new Judge(Runner.of(sidesShowing(id)));
    const scenario = readScenario(readMinimal(id).scenario, { file: id });
    expect(isNewWithout(id, judge.judge(scenario))).toBe(true);
  });
});
