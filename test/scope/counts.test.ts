// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { check } from '../../oracle/check/check';
import { explainCheck } from '../../oracle/check/explained';
import { type CheckReport, verdictOfCheck } from '../../oracle/check/report';
import { compareCounts, groupedChanges } from '../../oracle/scope/count-changes';
import { expectedCounts } from '../../oracle/scope/expected-counts';
import { countsOfFamilies, type FamilyCounts } from '../../oracle/scope/family-counts';
import { everyFamily, familiesOf, familyNamed } from '../../oracle/scope/scopes';
import type * as ShardModule from '../../oracle/scope/shard';
import { runShard, type ShardResult } from '../../oracle/scope/shard';
import { checkPart } from '../../report/html/view/check-view';
import { casesOf } from '../../report/machine/report';
import { checkDocument } from '../../report/machine/schema/check';
import { checkText } from '../../report/text/check-text';
import { PLAIN } from '../../report/text/style';
import { faultyModule } from '../faults/graph';
import { REVISION_FAULTS } from '../faults/revision';
import { facts, OPTIONS } from '../report/samples';

/** A whole family on two sides. */
async function judged(run: typeof runShard, name: string): Promise<readonly FamilyCounts[]> {
  const { size, combines } = familyNamed(name);
  const shard = await run({ sides: ['modern', 'modern-6.1'], family: name, first: 0, stop: size });
  return countsOf(shard, name, size, combines);
}

function countsOf(shard: ShardResult, name: string, size: number, combines: string) {
  const families = [{ name, combines, size, done: shard.scenarios, stoodFor: 0 }];
  return countsOfFamilies({ families, shards: [shard] });
}

function isShard(module: object): module is typeof ShardModule {
  return 'runShard' in module && typeof module.runShard === 'function';
}

/** The same with modern-6.1 as 5.8 was: it refuses mixed maps. */
function faultyShard(): typeof runShard {
  const fault = REVISION_FAULTS.find(({ right }) => right.startsWith('mixedMapsWalked'));
  if (fault === undefined) throw new Error('no revision has a change of mixed maps');
  const module = faultyModule(fault, 'oracle/scope/shard.ts');
  if (!isShard(module)) throw new Error('oracle/scope/shard.ts exports no runShard');
  return module.runShard;
}

describe('the expected counts', () => {
  it('are there for every family of scopes 1 and 2, and for none that is gone', () => {
    const names = [...familiesOf(1), ...familiesOf(2)].map(({ name }) => name);
    expect(names.filter((name) => expectedCounts(name) === undefined)).toEqual([]);
    for (const { name, size } of everyFamily()) {
      const counts = expectedCounts(name);
      if (counts !== undefined) expect([name, counts.size]).toEqual([name, size]);
    }
  });

  it('are what a family comes to, whatever other sides ran', async () => {
    const { compared, changes, notCompared } = compareCounts(
      await judged(runShard, 'bases-main'),
      (family) => expectedCounts(family),
    );
    expect(changes).toEqual([]);
    expect(notCompared).toEqual([]);
    expect(compared).toBeGreaterThan(1);
  });

  it('miss a known difference that vanishes', async () => {
    const { changes } = compareCounts(await judged(faultyShard(), 'pte-1'), (family) =>
      expectedCounts(family),
    );
    const [first] = groupedChanges(changes);
    expect(first).toMatchObject({
      sides: 'modern/modern-6.1',
      cause: 'mixed-map-walked',
      got: 0,
    });
    expect(first?.expected).toBeGreaterThan(100);
    expect(first?.families.map(({ family }) => family)).toEqual(['pte-1']);
  });
});

describe('a comparison of counts', () => {
  const counts: FamilyCounts = {
    family: 'one',
    size: 9,
    pairs: { 'v5.7/legacy': { equal: 7, differences: { some: 2 }, incomparable: { other: 1 } } },
    sides: { legacy: { promise: 4 } },
  };

  it('names what vanished, what is new and what changed, by family', () => {
    const got: FamilyCounts = {
      ...counts,
      pairs: { 'v5.7/legacy': { equal: 8, differences: { new: 1 }, incomparable: { other: 1 } } },
    };
    const { compared, changes } = compareCounts([got], () => counts);
    expect(compared).toBe(5);
    const family = { family: 'one', sides: 'v5.7/legacy' };
    expect(changes).toEqual([
      { ...family, cause: 'some', expected: 2, got: 0 },
      { ...family, cause: 'equal', expected: 7, got: 8 },
      { ...family, cause: 'new', expected: 0, got: 1 },
    ]);
    expect(groupedChanges(changes).map(({ cause }) => cause)).toEqual(['some', 'new', 'equal']);
  });

  it('says what there is no expected count of, and compares the rest', () => {
    const got = { ...counts, sides: { ...counts.sides, modern: { promise: 1 } } };
    const comparison = compareCounts([got], () => counts);
    expect(comparison.changes).toEqual([]);
    expect(comparison.compared).toBe(4);
    expect(comparison.notCompared).toEqual(['one: there are no expected counts of modern']);
  });

  it('compares nothing of a family that has other scenarios than were counted', () => {
    const comparison = compareCounts([{ ...counts, size: 10 }], () => counts);
    expect(comparison).toEqual({
      compared: 0,
      changes: [],
      notCompared: ['one: there are no expected counts of its 10 scenarios'],
    });
  });
});

describe('a check of a scope', () => {
  const changes = [
    { family: 'pte-1', sides: 'modern/modern-6.1', cause: 'some', expected: 12, got: 0 },
    { family: 'gaps', sides: 'modern/modern-6.1', cause: 'some', expected: 3, got: 0 },
  ];

  /** A check that was ended when it had come to the random scenarios. */
  async function checkWith(expected: CheckReport['expectedCounts']): Promise<CheckReport> {
    const options = { ...OPTIONS, runs: 50 };
    const report = await check(options, () => undefined, new AbortController().signal);
    return { ...report, options: { ...report.options, scope: 1 }, expectedCounts: expected };
  }

  it('finds a count that changed, and names it in every report', async () => {
    const report = await checkWith({ compared: 40, changes, notCompared: [] });
    expect(verdictOfCheck(report).kind).toBe('found');
    const text = checkText(report, PLAIN);
    expect(text).toContain('Counts of scope 1: 2 of 40 are not as expected');
    expect(text).toContain('  modern/modern-6.1 some: expected 15, got 0');
    expect(text).toContain('    in gaps: expected 3, got 0');
    expect(text).toMatch(/^2 counts changed in /m);
    const document = checkDocument(report, facts('check', 1, 1));
    const failed = casesOf(document).filter(({ status }) => status === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(['scope-counts/modern/modern-6.1/some']);
    expect(failed[0]?.message).toBe('modern/modern-6.1 some: expected 15, got 0');
    const titles = checkPart(explainCheck(report)).blocks.map(({ title }) => title);
    expect(titles).toContain('Counts of scope 1');
  });

  it('says in one line that all are as expected', async () => {
    const report = await checkWith({ compared: 40, changes: [], notCompared: [] });
    expect(verdictOfCheck(report).kind).toBe('clean');
    expect(checkText(report, PLAIN)).toContain('\nCounts of scope 1: 40 as expected\n');
  });

  it('compares only families that were judged to their end, and says so', async () => {
    const controller = new AbortController();
    const options = { ...OPTIONS, runs: 0, scope: 1 } as const;
    const report = await check(options, () => controller.abort(), controller.signal);
    const { compared, changes: changed } = report.expectedCounts;
    expect(compared).toBeGreaterThan(0);
    expect(changed).toEqual([]);
    const total = familiesOf(1).length;
    expect(checkText(report, PLAIN)).toContain(
      `scope 1: the counts of ${total - 1} of ${total} families: interrupted before they were complete`,
    );
  });

  it('says which sides have no expected counts', async () => {
    const controller = new AbortController();
    const sides = ['legacy', 'modern-6.12'] as const;
    const options = { ...OPTIONS, runs: 0, scope: 1, sides } as const;
    const report = await check(options, () => controller.abort(), controller.signal);
    expect(checkText(report, PLAIN)).toContain(
      'there are no expected counts of legacy/modern-6.12',
    );
  });
});
