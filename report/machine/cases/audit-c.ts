// SPDX-License-Identifier: GPL-2.0-or-later
import type { AuditCFinding, AuditCReport } from '../../../audit/c/report';
import { auditCReplayCommand } from '../../text/audit-c-text';
import { scenarioText } from '../../text/scenario-text';
import { type Case, caseOf, type Findings, type ReportRule, type Suite } from '../model';
import { SIDE_RULES } from '../rules';
import { stableId } from '../stable-id';
import { knownCase } from './sides';

const PORT_RULE: ReportRule = {
  id: 'port-does-the-same',
  title: 'the port gives the device the same pages, as far as the range faults allow',
  why: 'Both versions ran on the output of their own range fault for the same address space.',
  effect: 'The device maps different pages, or with different permissions, than before the port.',
  page: 'docs/audit.md',
};
const LONG_32_RULE: ReportRule = {
  id: 'long-32',
  title: 'the port does the same where a long has 32 bits',
  why: 'The words of the fixed format have their flags in the top bits of a long.',
  effect: 'The device maps different pages than before the port, only on 32-bit machines.',
  page: 'docs/audit.md',
};

/** What both versions of a driver’s C did, as cases. */
export function auditCFindings(report: AuditCReport): Findings {
  const { findings, notShown, known, build } = report;
  const found = [
    ...findings.map((finding) => findingCase(finding, report)),
    ...notShown.map(({ cause, count }) => portCase(cause, { count })),
  ];
  const long32 = caseOf({
    ...{ id: LONG_32_RULE.id, name: LONG_32_RULE.title, status: 'skipped' },
    message: build.skipped32,
  });
  const suites: readonly Suite[] = [
    {
      id: 'port',
      name: 'What the port does differently',
      cases: [...(found.length > 0 ? found : [same(report)]), long32],
    },
    {
      id: 'differences',
      name: 'Known differences of the range faults, which every port inherits',
      cases: known.map((one) => knownCase(one, one.count)),
    },
  ];
  return {
    suites: suites.filter(({ cases }) => cases.length > 0),
    rules: [PORT_RULE, LONG_32_RULE, ...SIDE_RULES],
  };
}

function findingCase(finding: AuditCFinding, report: AuditCReport): Case {
  const { cause, count, scenario, lines, origins } = finding;
  const pages = Object.entries(origins).map(([origin, number]) => `${origin} ${number}`);
  return portCase(cause, {
    details: [
      ...(pages.length === 0 ? [] : [`pages from: ${pages.join(', ')}`]),
      ...scenarioText(scenario).split('\n'),
      '',
      ...lines,
    ],
    count,
    scenario,
    replay: auditCReplayCommand(finding, report.options),
  });
}

function portCase(cause: string, parts: Partial<Case>): Case {
  return caseOf({
    id: `port/${stableId(cause)}`,
    rule: PORT_RULE.id,
    name: cause,
    status: 'failed',
    message: `new: ${cause}`,
    ...parts,
  });
}

function same({ converted, pages }: AuditCReport): Case {
  return caseOf({
    id: 'port',
    rule: PORT_RULE.id,
    name: PORT_RULE.title,
    status: converted > 0 ? 'passed' : 'skipped',
    message: `the same in ${converted} ranges of ${pages} pages`,
  });
}
