// SPDX-License-Identifier: GPL-2.0-or-later

import {
  explainCheck,
  explainMinimal,
  explainPlaces,
  explainScenario,
} from '../../oracle/check/explained';
import { NO_COUNTS } from '../../oracle/scope/count-changes';
import { auditCPart } from '../html/view/audit-c-view';
import { auditKernelPart } from '../html/view/audit-kernel-view';
import { auditPart } from '../html/view/audit-view';
import { checkPart } from '../html/view/check-view';
import { explanationPart } from '../html/view/scenarios-view';
import { AuditReportSchema } from '../machine/schema/audit';
import { AuditCReportSchema } from '../machine/schema/audit-c';
import { AuditKernelReportSchema } from '../machine/schema/audit-kernel';
import { CheckReportSchema, ReplayReportSchema } from '../machine/schema/check';
import { ExplainReportSchema } from '../machine/schema/explain';
import { type SavedKind, savedKind, withExamined } from './saved-kind';

/** The JSON reports of this folder's own commands, as `--report json` and `--json` write them. */
export const SAVED_REPORTS: readonly SavedKind[] = [
  savedKind(CheckReportSchema, (report) => {
    // Older versions had no expected counts, and no sides from outside.
    const { expectedCounts = NO_COUNTS, external = [], ...others } = report;
    return [checkPart(explainCheck({ ...withExamined(others), expectedCounts, external }))];
  }),
  // What was explained, and what was replayed, is explained anew.
  savedKind(ReplayReportSchema, ({ scenario, pairs }) => [
    explanationPart(
      explainScenario(
        scenario,
        pairs.flatMap(({ left, right }) => [left, right]),
      ),
    ),
  ]),
  savedKind(ExplainReportSchema, ({ scenario, sides }) => [
    explanationPart(
      explainScenario(
        scenario,
        sides.map(({ name }) => name),
      ),
    ),
  ]),
  savedKind(AuditReportSchema, ({ reports }) =>
    reports.map((report) => auditPart(withExamined(report), report.driver, explainPlaces)),
  ),
  savedKind(AuditKernelReportSchema, ({ races = null, shownIn = null, ...report }) => {
    const { races: raced = false, ...others } = report.options;
    // Until there was a sample, it was all or none.
    const extent = typeof raced !== 'boolean' ? raced : raced ? 'all' : 'none';
    const options = { ...others, races: extent };
    const counted = report.coverage;
    const coverage =
      counted === null
        ? null
        : {
            ...counted,
            sample: counted.sample ?? null,
            changed: {
              ...counted.changed,
              missedBranches: counted.changed.missedBranches ?? [],
            },
            files: counted.files.map(({ missedBranches = [], ...file }) => ({
              ...file,
              missedBranches,
            })),
          };
    const changed = { ...report.changed, unjudged: report.changed.unjudged ?? [] };
    const whole = { ...withExamined(report), races, shownIn, options, coverage, changed };
    return [auditKernelPart(whole, explainPlaces)];
  }),
  savedKind(AuditCReportSchema, (report) => {
    const { before, trees = [], cut, adapter, functions, cc, keep, ...others } = report.options;
    const options = { ...others, before, trees, cut, adapter, functions, cc, keep };
    const build = { ...report.build, cut: report.build.cut ?? [] };
    const whole = { ...withExamined(report), options, build, loop: report.loop ?? null };
    return [auditCPart(whole, explainMinimal(report.known), explainPlaces)];
  }),
];
