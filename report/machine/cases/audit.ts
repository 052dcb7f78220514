// SPDX-License-Identifier: GPL-2.0-or-later
import type { AuditedLoops, AuditReport, PortCause } from '../../../audit/model/report';
import { COMMAND } from '../../../oracle/package/command';
import { assumptionLines } from '../../text/audit-proof-text';
import { scenarioText } from '../../text/scenario-text';
import { shellWord } from '../../text/shell-word';
import { PLAIN } from '../../text/style';
import { type Case, caseOf, type Findings, type ReportRule, type Suite } from '../model';

const PAGE = 'docs/audit.md';
const NEW_RULE: ReportRule = {
  id: 'port-explained',
  title: 'every difference between both versions is explained',
  why: 'Both versions ran in the same windows of the same address spaces; no known cause explains the difference.',
  effect:
    'The device maps different pages, with different permissions, or requests different faults than before.',
  page: PAGE,
};
const PROOF_RULE: ReportRule = {
  id: 'every-entry-valid',
  title: 'after success, every entry is VALID and grants what was requested',
  why: 'A version that maps entries without testing VALID relies on it.',
  effect: 'The device maps a page frame that the process does not have.',
  page: PAGE,
};

/**
 * What the audits of a driver’s versions found, as cases.
 *
 * @param driver as it was named on the command line.
 */
export function auditFindings(driver: string, reports: readonly AuditReport[]): Findings {
  return {
    suites: reports.flatMap((report) => suitesOf(driver, report)),
    rules: [NEW_RULE, PROOF_RULE, ...reports.flatMap(explainedRules)],
  };
}

function suitesOf(driver: string, report: AuditReport): readonly Suite[] {
  const { title, versions, causes, loops, latent, others } = report;
  const found = [
    ...causes.map((cause) => causeCase(driver, cause)),
    ...others.map(({ id, count }) => unexplained(id, { count })),
  ];
  const suites: readonly Suite[] = [
    {
      id: report.driver,
      name: `${title}: ${versions.join(' against ')}`,
      cases: [...found, proofCase(report)],
    },
    {
      id: `${report.driver}/loops`,
      name: `${title}: how the retry loops end`,
      cases: (loops?.causes ?? []).map((cause) => loopCase(driver, cause)),
    },
    {
      id: `${report.driver}/latent`,
      name: `${title}: what would show if nothing were requested`,
      cases: latent.map((cause) => latentCase(driver, cause)),
    },
  ];
  return suites.filter(({ cases }) => cases.length > 0);
}

/** An explanation is a rule of its own, with the id of the cause. */
function explainedRules({ causes, loops, latent }: AuditReport): readonly ReportRule[] {
  return [...causes, ...(loops?.causes ?? []), ...latent].flatMap(({ id, explained }) =>
    explained === null ? [] : [{ id, ...explained, page: PAGE }],
  );
}

function causeCase(driver: string, cause: PortCause): Case {
  const { id, explained, counts, values, minimal } = cause;
  const parts = {
    details: [
      ...(values === null ? [] : [`before ${values[0]}, after ${values[1]}`]),
      ...minimalLines(minimal),
    ],
    count: values === null ? counts.vectors + counts.scope + counts.random : null,
    scenario: minimal?.scenario ?? null,
    replay: minimal === null ? null : replayCommand(driver, minimal),
  };
  return explained === null ? unexplained(id, parts) : explainedCase(id, explained.title, parts);
}

function latentCase(driver: string, cause: PortCause): Case {
  const shown = causeCase(driver, cause);
  const message = `would show if nothing were requested: ${shown.name}`;
  return { ...shown, status: 'known', message, replay: null };
}

function loopCase(driver: string, { id, explained, in: where, parts }: AuditedLoops): Case {
  const [first] = parts;
  const schedules = parts.reduce((sum, { before, after }) => sum + before + after, 0);
  const one = {
    rule: explained === null ? NEW_RULE.id : id,
    details: [
      ...parts.map((part) => `${part.id}: schedules before ${part.before}, after ${part.after}`),
      ...(first?.steps ?? []),
    ],
    count: schedules,
    replay: `${COMMAND} audit ${shellWord(driver)} --runs 0 --no-vectors`,
  };
  const name = `${id}/in-${where}`;
  return explained === null ? unexplained(name, one) : explainedCase(name, explained.title, one);
}

function explainedCase(id: string, title: string, parts: Partial<Case>): Case {
  return caseOf({ id, name: title, status: 'known', message: `known: ${title}`, ...parts });
}

function unexplained(id: string, parts: Partial<Case>): Case {
  const message = `new: no known cause explains ${id}`;
  return caseOf({ id, name: id, status: 'failed', message, ...parts, rule: NEW_RULE.id });
}

/** Whether the assumption holds: what comes of it if it does not is among the causes. */
function proofCase(report: AuditReport): Case {
  const { driver, proof, options } = report;
  const parts = {
    id: `${driver}/${PROOF_RULE.id}`,
    rule: PROOF_RULE.id,
    name: PROOF_RULE.title,
    details: assumptionLines(report, PLAIN).filter((line) => line !== ''),
  };
  if (options.scope === 0) {
    return caseOf({ ...parts, status: 'skipped', message: 'no scope was run' });
  }
  if (!proof.reliedOn) {
    return caseOf({ ...parts, status: 'skipped', message: 'the new version does not rely on it' });
  }
  const windows = `${proof.own.windows} windows`;
  return proof.holds
    ? caseOf({ ...parts, status: 'passed', message: `holds in ${windows}` })
    : caseOf({ ...parts, status: 'known', message: `does not hold in ${windows}` });
}

function minimalLines(minimal: PortCause['minimal']): readonly string[] {
  if (minimal === null) return [];
  const { scenario, wanted, before, after } = minimal;
  return [
    ...scenarioText(scenario).split('\n'),
    `wants  ${wanted.join(', ')}`,
    '',
    ...before.map((line) => `- ${line}`),
    ...after.map((line) => `+ ${line}`),
  ];
}

/** The address space of the minimal scenario alone. */
function replayCommand(driver: string, { scenario }: NonNullable<PortCause['minimal']>): string {
  const only = '--scope 0 --runs 0 --vectors -';
  return `${COMMAND} audit ${shellWord(driver)} ${only} <<< ${shellWord(JSON.stringify(scenario))}`;
}
