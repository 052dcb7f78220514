// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { namedCasesFor } from '../../kernel/cases/named';
import { FAILED_OUTSIDE, LiveJudge, type LiveVerdict } from '../../kernel/judge/judge';
import { readReport } from '../../kernel/judge/read-report';
import { RELEASE_RULES, releasesOf, rulesOf } from '../../kernel/judge/release-rules';
import { LIVE_SIMPLIFICATIONS } from '../../kernel/judge/simplifications';
import { SEEN_ON, UNSEEN } from '../../kernel/judge/unseen';
import { KEPT_KERNELS, keptCapture, keptCases, keptReport } from '../../kernel/report/kept';
import { ktapLines } from '../../kernel/report/ktap';
import { caseCounts, standingOf } from '../../kernel/report/live-report';
import { VIOLATIONS } from '../../oracle/contract/registry';
import { makeSide } from '../../oracle/run/runner';
import { faultyMaker, type PlantedFault } from '../faults/graph';
import { MM_FAULTS, WALK_FAULTS } from '../faults/mm';
import { MODERN_FAULTS } from '../faults/modern';
import { REVISION_FAULTS } from '../faults/revision';

const FAULTS: readonly PlantedFault[] = [
  ...MODERN_FAULTS,
  ...REVISION_FAULTS,
  ...MM_FAULTS,
  ...WALK_FAULTS,
];

const kept = KEPT_KERNELS.map((kernel) => {
  const capture = keptCapture(kernel);
  const { info } = capture;
  if (info === undefined) throw new Error('the capture tells nothing of its kernel');
  const cases = keptCases(capture);
  // Read once for all the models that are held to them.
  const reports = cases.flatMap(({ recipe, known }) => {
    const outcome = capture.cases.get(recipe.name);
    if (outcome?.kind !== 'result') return [];
    const isNamed = !recipe.name.startsWith('random-');
    return [{ isNamed, read: readReport(outcome.report, info, known) }];
  });
  return { kernel, capture, info, cases, reports, report: keptReport(kernel) };
});

/** The kernels that catch a wrong line; those of 7.3 that others catch as well are not looked for again. */
function catching(name: string): readonly string[] {
  return SEEN_ON[name] ?? ['6.1', '6.12'];
}

/**
 * The kernels whose capture has a case in which a wrong model does not do what the kernel did.
 * @param named whether only the named cases count, which every run has.
 */
function caughtOn(fault: PlantedFault, named: boolean): readonly string[] {
  const make = faultyMaker(fault);
  const kernels = kept.filter(({ kernel }) => catching(fault.name).includes(kernel));
  return kernels
    .filter(({ kernel, info, reports }) => {
      const judge = new LiveJudge(info, (space) => make(`modern-${kernel}`, space));
      return reports.some(
        ({ isNamed, read }) => (isNamed || !named) && isCaught(() => judge.judgeRead(read)),
      );
    })
    .map(({ kernel }) => kernel);
}

/** A model that strays from its range throws; that is no result of the kernel's either. */
function isCaught(judge: () => LiveVerdict): boolean {
  try {
    return judge().kind === 'new';
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

describe.each(kept)('kernel $kernel', ({ kernel, capture, report }) => {
  it('does what the model of its revision does, with page faults as its release has them', () => {
    const counts = caseCounts(report);
    expect(report.problems).toEqual([]);
    expect(report.cases.filter(({ kind }) => kind === 'new' || kind === 'broken')).toEqual([]);
    expect(standingOf(report)).toBe('clean');
    expect(counts.equal).toBeGreaterThan(1000);
    expect(counts.explained).toBeLessThan(report.cases.length / 50);
    expect(counts.skip).toBeLessThan(10);
  });

  it('was given every named case, over 300 of them', () => {
    const names = namedCasesFor(kernel).map(({ recipe }) => recipe.name);
    expect(names.length).toBeGreaterThan(300);
    expect(names.filter((name) => !capture.cases.has(name))).toEqual([]);
  });

  it('breaks promises in known ways only', () => {
    const known = new Set(VIOLATIONS.map(({ id }) => id));
    const broken = report.cases.flatMap((one) => ('violations' in one ? one.violations : []));
    expect(broken.filter((id) => !known.has(id))).toEqual([]);
    expect(new Set(broken)).toContain('requested-is-there.hugetlb-first-page-only');
  });

  it('tells of each case in KTAP', () => {
    const lines = [...ktapLines(report, 'npm run test:kernel --')];
    expect(lines[0]).toBe('KTAP version 1');
    expect(lines.filter((line) => line.startsWith('ok '))).toHaveLength(report.cases.length);
  });
});

it.each(FAULTS.map((fault) => [fault.name, fault] as const))(
  'the named cases of every kernel show that this is wrong, if anything can: %s',
  (name, fault) => {
    const seen = UNSEEN[name] === undefined;
    expect(caughtOn(fault, seen)).toEqual(seen ? catching(name) : []);
  },
);

describe('what page faults of a release do otherwise than the model', () => {
  const needed = (kind: 'explained' | 'predicted', of = KEPT_KERNELS.slice()) =>
    new Set(
      kept.flatMap(({ kernel, report }) =>
        of.includes(kernel) ? report.cases.flatMap((one) => (one.kind === kind ? one.by : [])) : [],
      ),
    );

  it.each(RELEASE_RULES.map((rule) => [rule.id, releasesOf(rule), rule] as const))(
    '%s (%s) is needed by each kernel in which it holds, and by no other',
    (id, _releases, rule) => {
      const holds = kept.filter(({ kernel }) => rulesOf(kernel).includes(rule));
      expect(holds.length).toBeGreaterThan(0);
      for (const { kernel } of holds) expect([...needed('predicted', [kernel])]).toContain(id);
      for (const { kernel } of kept) {
        const others = rulesOf(kernel).some((one) => one.id === id);
        if (!others) expect([...needed('predicted', [kernel])]).not.toContain(id);
      }
    },
  );

  it('is looked up after the call only where nothing tells it before', () => {
    const believed = LIVE_SIMPLIFICATIONS.map(({ id }) => id);
    expect([...needed('explained')].sort()).toEqual(
      [...believed, 'failed-fault-leaves-tables', FAILED_OUTSIDE].sort(),
    );
  });

  it.each(kept)('is not what $kernel does, by the rules of another release', (one) => {
    const { capture, info, cases, kernel } = one;
    const release = kernel === '6.1' ? '7.3.0' : '6.1.0';
    const judge = new LiveJudge({ ...info, release }, (space) =>
      makeSide(`modern-${kernel}`, space),
    );
    const found = cases.flatMap(({ recipe, known }) => {
      const outcome = capture.cases.get(recipe.name);
      if (outcome?.kind !== 'result' || !recipe.name.startsWith('anon_')) return [];
      return judge.judge(outcome.report, known).kind === 'new' ? [recipe.name] : [];
    });
    expect(found).toContain('anon_swapped.read');
  });
});

it('every unseen mistake is one that is planted', () => {
  const names = FAULTS.map(({ name }) => name);
  const listed = [...Object.keys(UNSEEN), ...Object.keys(SEEN_ON)];
  expect(listed.filter((name) => !names.includes(name))).toEqual([]);
});
