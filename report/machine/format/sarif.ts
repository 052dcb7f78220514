// SPDX-License-Identifier: GPL-2.0-or-later
import type {
  Artifact,
  Location,
  Log,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  Run,
} from 'sarif';
import { jsonText } from '../../../oracle/scenario/printable';
import type { Case, Location as CaseLocation, MachineReport, ReportRule } from '../model';
import { casesOf } from '../report';
import { digest } from '../stable-id';

/** The name under which consumers find a fingerprint; the number is that of how it is made. */
const FINGERPRINT = 'hmmPfnCaseId/v1';

/**
 * SARIF 2.1.0, as code hosting sites and editors read it. What failed is a result, and what is known
 * is one that is suppressed; the rules are those that the cases name. A finding that no file of the
 * user's shows is at its minimal scenario, which stands in the log.
 */
export function renderSarif(report: MachineReport): string {
  return `${jsonText(sarifLog(report), 2)}\n`;
}

/** As {@link renderSarif}, as data. */
export function sarifLog(report: MachineReport): Log {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [runOf(report)],
  };
}

function runOf(report: MachineReport): Run {
  const { tool, command, rules, exitCode, seed } = report;
  const scenarios = new ScenarioFiles();
  const shown = casesOf(report).filter(({ status }) => status === 'failed' || status === 'known');
  const errors = casesOf(report).filter(({ status }) => status === 'error');
  const results = shown.map((one) => resultOf(one, rules, scenarios));
  const notifications = [
    ...errors.map(notificationOf),
    ...(report.notLookedAt ?? []).map((what): Notification => {
      return { level: 'note', message: { text: `not looked at: ${what}` } };
    }),
  ];
  return {
    tool: { driver: { ...tool, rules: rules.map(descriptorOf) } },
    automationDetails: { id: `${tool.name}/${command.replaceAll(' ', '/')}/` },
    invocations: [
      {
        // Whoever ends a run early has not seen all of it, and whoever compared nothing saw none.
        executionSuccessful: errors.length === 0 && (exitCode === 0 || exitCode === 1),
        exitCode,
        ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
        arguments: [...report.arguments],
      },
    ],
    columnKind: 'utf16CodeUnits',
    ...(scenarios.artifacts.length === 0 ? {} : { artifacts: scenarios.artifacts }),
    results,
    properties: { seed, schema: report.schema, counts: report.counts },
  };
}

/** Why a log without results is no pass. */
function notificationOf({ message, details }: Case): Notification {
  return { level: 'error', message: { text: [message, ...details].join('\n') } };
}

function descriptorOf({ id, title, why, effect, page }: ReportRule): ReportingDescriptor {
  // A helpUri is absolute, and the pages have no host: they are linked to from the text.
  const help =
    page === null
      ? { text: effect }
      : { text: `${effect} See ${page}.`, markdown: `${effect} See [${page}](${page}).` };
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help,
  };
}

function resultOf(one: Case, rules: readonly ReportRule[], scenarios: ScenarioFiles): Result {
  const { id, rule, name, status, level, message, count, replay } = one;
  // A note needs no excuse.
  const known = status === 'known' && level !== 'note';
  const inputs = one.locations.filter((location) => location.in === 'input');
  const related = one.locations.filter((location) => location.in === 'kernel tree');
  const scenario = scenarios.add(one);
  const physical = inputs.length > 0 ? inputs.map(physicalOf) : scenario;
  const logicalLocations = [{ fullyQualifiedName: id, name, kind: 'decision' }];
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex((other) => other.id === rule),
    kind: 'fail',
    level: known ? 'note' : level,
    message: { text: [message, ...one.details].join('\n') },
    locations:
      physical.length > 0
        ? physical.map((physicalLocation) => ({ physicalLocation, logicalLocations }))
        : [{ logicalLocations }],
    ...(related.length > 0 ? { relatedLocations: related.map(relatedOf) } : {}),
    partialFingerprints: { [FINGERPRINT]: digest(id) },
    ...(known ? { suppressions: [{ kind: 'external', justification: message }] } : {}),
    ...(scenario.length === 0
      ? {}
      : {
          attachments: scenario.map(({ artifactLocation = {} }) => ({
            description: { text: 'the simplest scenario that shows it' },
            artifactLocation,
          })),
        }),
    ...(count !== null && count > 0 ? { occurrenceCount: count } : {}),
    properties: { id, ...(replay === null ? {} : { replay }) },
  };
}

function physicalOf({ file, line, text }: CaseLocation): PhysicalLocation {
  const artifactLocation = { uri: uriOf(file) };
  if (line === null) return { artifactLocation };
  const snippet = text === null ? {} : { snippet: { text } };
  return { artifactLocation, region: { startLine: line, ...snippet } };
}

function relatedOf(location: CaseLocation, index: number): Location {
  return {
    id: index + 1,
    physicalLocation: physicalOf(location),
    message: { text: 'in the kernel tree' },
  };
}

/** The scenarios of a log: files that are in it and nowhere else. */
class ScenarioFiles {
  readonly artifacts: Artifact[] = [];

  /** The place of a case's scenario; none if it has none. */
  add({ id, scenario }: Case): readonly PhysicalLocation[] {
    if (scenario === null) return [];
    const location = { uri: `scenarios/${digest(id)}.json` };
    const index = this.artifacts.length;
    this.artifacts.push({
      location,
      roles: ['attachment'],
      mimeType: 'application/json',
      contents: { text: jsonText(scenario) },
    });
    return [{ artifactLocation: { ...location, index } }];
  }
}

function uriOf(file: string): string {
  const name = file === '<stdin>' ? 'stdin' : file.replace(/\\/g, '/');
  const path = name.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}
