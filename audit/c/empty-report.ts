// SPDX-License-Identifier: GPL-2.0-or-later
import { AuditCSourceCounts } from './examined';
import { startFinding } from './finding';
import type { NotStarted } from './policy';
import type { AuditCOptions, AuditCReport, BuildSummary } from './report';

/** The report of an audit that has done nothing yet. */
export function emptyReport(options: AuditCOptions, build: BuildSummary): AuditCReport {
  return {
    ...{ options, build, interrupted: false, gaveUp: false },
    scenarios: { vectors: 0, scope: 0, random: 0 },
    ...{ converted: 0, pages: 0, notRun: 0, skipped: {} },
    ...{ formatDefects: [], known: [], loop: null, findings: [], notShown: [] },
    examined: new AuditCSourceCounts().examined(options, false, 'the code was not started'),
  };
}

/** The report on code that never came to a call of its functions. */
export function notStartedReport(
  options: AuditCOptions,
  build: BuildSummary,
  { failures }: NotStarted,
): AuditCReport {
  return { ...emptyReport(options, build), findings: failures.map(startFinding) };
}
