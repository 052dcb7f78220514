// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { namedCasesFor } from '../../kernel/cases/named';
import { LiveJudge, type LiveVerdict, readReport } from '../../kernel/judge/judge';
import { LIVE_SIMPLIFICATIONS } from '../../kernel/judge/simplifications';
import { SEEN_WITH_DEVICE, UNSEEN } from '../../kernel/judge/unseen';
import { KEPT_KERNELS, keptCapture, keptCases, keptReport } from '../../kernel/report/kept';
import { ktapLines } from '../../kernel/report/ktap';
import { caseCounts, standingOf } from '../../kernel/report/live-report';
import { VIOLATIONS } from '../../oracle/contract/registry';
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
  return { kernel, capture, info, reports, report: keptReport(kernel) };
});

/** The kernel that has memory of a device; it is held to what the others cannot show. */
const WITH_DEVICE = '7.3';

/**
 * The kernels whose capture has a case in which a wrong model does not do what the kernel did.
 * @param named whether only the named cases count, which every run has.
 */
function caughtOn(fault: PlantedFault, named: boolean): readonly string[] {
  const make = faultyMaker(fault);
  const kernels = kept.filter(
    ({ kernel }) => (kernel === WITH_DEVICE) === SEEN_WITH_DEVICE.includes(fault.name),
  );
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
  it('does what the model of its revision does, or what a named simplification says', () => {
    const counts = caseCounts(report);
    expect(report.problems).toEqual([]);
    expect(report.cases.filter(({ kind }) => kind === 'new' || kind === 'broken')).toEqual([]);
    expect(standingOf(report)).toBe('clean');
    expect(counts.equal).toBeGreaterThan(1000);
    expect(counts.explained).toBeLessThan(report.cases.length / 10);
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
    const without = KEPT_KERNELS.filter((kernel) => kernel !== WITH_DEVICE);
    const by = SEEN_WITH_DEVICE.includes(name) ? [WITH_DEVICE] : without;
    expect(caughtOn(fault, seen)).toEqual(seen ? by : []);
  },
);

it('every simplification is one that some kernel needs', () => {
  const needed = new Set(
    kept.flatMap(({ report }) =>
      report.cases.flatMap((one) => (one.kind === 'explained' ? one.by : [])),
    ),
  );
  // Copies of swapped pages are rare among random cases; a long run has them.
  const unneeded = LIVE_SIMPLIFICATIONS.map(({ id }) => id).filter((id) => !needed.has(id));
  expect(unneeded).toEqual(['swapped-page-copied']);
});

it('every unseen mistake is one that is planted', () => {
  const names = FAULTS.map(({ name }) => name);
  const listed = [...Object.keys(UNSEEN), ...SEEN_WITH_DEVICE];
  expect(listed.filter((name) => !names.includes(name))).toEqual([]);
});
