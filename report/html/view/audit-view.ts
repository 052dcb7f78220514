// SPDX-License-Identifier: GPL-2.0-or-later

import { verdictOfAudit } from '../../../audit/model/examined';
import { PORT_SOURCES } from '../../../audit/model/port-tally';
import type {
  AuditedLoops,
  AuditReport,
  MinimalScenario,
  PortCause,
} from '../../../audit/model/report';
import type { Explanation } from '../../../oracle/explain/explanation';
import { COMMAND } from '../../../oracle/package/command';
import type { ScenarioDocument } from '../../../oracle/scenario/schema';
import { assumptionLines } from '../../text/audit-proof-text';
import { auditVerdict } from '../../text/audit-text';
import { shellWord } from '../../text/shell-word';
import { PLAIN } from '../../text/style';
import { answerOf, versionRows, wantedRow } from '../picture/version-rows';
import { knownCausesBlock, newCausesBlock } from './causes-block';
import type { Fact } from './fact';
import type { Block, CausesBlock, CauseView, PartView } from './page-view';
import { type ScenarioView, scenarioView } from './scenario-view';
import { vectorsText, vectorWords } from './vector-words';
import { warningsOf } from './warnings';

/** What stands where in a scenario, without any side. */
export type Places = (document: ScenarioDocument) => Explanation;

/** An audit of a driver: what is new, what is explained, the loops, and what entries become. */
export function auditPart(report: AuditReport, target: string, places: Places): PartView {
  const { title, versions, options, windows, pages } = report;
  const { seed, scope, runs, vectors } = options;
  const random = `--seed ${seed} --scope ${scope} --runs ${runs}`;
  return {
    title: `hmm-pfn audit ${report.driver}`,
    facts: [
      { term: 'audited', text: `${title}: ${versions.join(' against ')}` },
      { term: 'seed', text: String(seed) },
      { term: 'scope', text: String(scope) },
      { term: 'runs', text: String(runs) },
      { term: 'vectors', text: vectorsText(vectors) },
      { term: 'windows', text: `${windows} of ${pages} pages` },
    ],
    replay: [COMMAND, 'audit', shellWord(target), random, ...vectorWords(vectors)].join(' '),
    about: [],
    verdict: { kind: verdictOfAudit(report).kind, text: auditVerdict(report) },
    warnings: warningsOf(report.examined),
    blocks: [
      freshBlock(report, places),
      causesBlock('Differences that are explained', report.causes.filter(isKnown), places),
      ...loopBlocks(report),
      causesBlock('Would show if nothing were requested', report.latent, places),
      ...assumptionBlocks(report),
      ...tableBlocks(report),
    ],
  };
}

function isKnown({ explained }: { readonly explained: unknown }): boolean {
  return explained !== null;
}

function freshBlock(report: AuditReport, places: Places): CausesBlock {
  const fresh = report.causes.filter((cause) => !isKnown(cause));
  const loops = (report.loops?.causes ?? []).filter((cause) => !isKnown(cause));
  const none = fresh.length + loops.length === 0;
  return newCausesBlock({
    intro: none
      ? 'Every observed difference between the two versions is explained.'
      : 'No known cause explains these.',
    columns: PORT_SOURCES,
    causes: [
      ...fresh.map((cause) => portCause(cause, places)),
      ...loops.map((loop) => ({ ...loopCause(loop), counts: [0, 0, 0] })),
    ],
    notShown: report.notShown,
  });
}

function causesBlock(title: string, causes: readonly PortCause[], places: Places): CausesBlock {
  return knownCausesBlock({
    title,
    intro: causes.length === 0 ? 'None.' : '',
    columns: PORT_SOURCES,
    causes: causes.map((cause) => portCause(cause, places)),
  });
}

function portCause(
  { id, explained, counts, values, minimal }: PortCause,
  places: Places,
): CauseView {
  const setting =
    values === null ? [] : [{ term: 'setting', text: `before ${values[0]}, after ${values[1]}` }];
  const title = explained?.title ?? 'not explained by any known cause';
  return {
    id,
    title: `${title}${values === null ? '' : ' (a setting)'}`,
    counts: values === null ? PORT_SOURCES.map((source) => counts[source]) : [],
    facts: [...reasons(explained), ...setting],
    lines: minimal === null ? [] : versionLines(minimal),
    scenario: minimal === null ? undefined : versionsView(minimal, places),
    replay: undefined,
  };
}

function reasons(explained: PortCause['explained']): readonly Fact[] {
  if (explained === null) return [];
  return [
    { term: 'why', text: explained.why },
    { term: 'effect on drivers', text: explained.effect },
  ];
}

function versionLines({ before, after }: MinimalScenario): readonly string[] {
  if (before.join('\n') === after.join('\n')) return before.map((line) => `  ${line}`);
  return [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)];
}

/** Where both versions play, and what they make of it. */
function versionsView(minimal: MinimalScenario, places: Places): ScenarioView {
  const explanation = places(minimal.scenario);
  const { pages } = explanation;
  return scenarioView(explanation, undefined, [
    wantedRow(pages, minimal.wanted),
    ...versionRows(pages, answerOf(minimal.before), answerOf(minimal.after)),
  ]);
}

function loopBlocks({ loops }: AuditReport): readonly Block[] {
  if (loops === null) return [];
  const { scope, schedules, causes } = loops;
  const isCompared = schedules.before > 0 && schedules.after > 0;
  const shown = causes.filter(isKnown);
  return [
    knownCausesBlock({
      title: 'Loops',
      intro:
        `${scope}, every schedule of other threads: ${schedules.before} schedules before, ` +
        `${schedules.after} after. ${shown.length === 0 && isCompared ? 'Nothing shows.' : ''}`.trimEnd(),
      columns: ['before', 'after'],
      causes: shown.map(loopCause),
    }),
  ];
}

function loopCause({ id, explained, in: where, parts }: AuditedLoops): CauseView {
  const [first] = parts;
  const sum = (count: (part: AuditedLoops['parts'][number]) => number): number =>
    parts.reduce((total, part) => total + count(part), 0);
  return {
    id,
    title: explained?.title ?? first?.text ?? 'not explained by any known cause',
    counts: [sum(({ before }) => before), sum(({ after }) => after)],
    facts: [
      {
        term: 'in',
        text: where === 'both' ? 'both versions' : `only the version ${where} the port`,
      },
      ...reasons(explained),
      ...(parts.length > 1
        ? parts.map(({ id: part, before, after }) => ({
            term: 'part',
            text: `${part}: before ${before}, after ${after}`,
          }))
        : []),
    ],
    lines: first?.steps ?? [],
    scenario: undefined,
    replay: undefined,
  };
}

/** The lines of the text below its title. */
function assumptionBlocks(report: AuditReport): readonly Block[] {
  const [title, ...lines] = assumptionLines(report, PLAIN);
  if (title === undefined) return [];
  const rows = lines.map((line) => line.trim()).filter((line) => line !== '');
  return [
    { kind: 'table', title, intro: '', head: [], rows: rows.map((row) => [row]), marked: [] },
  ];
}

function tableBlocks({ table }: AuditReport): readonly Block[] {
  if (table.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'What becomes of an entry that nobody requested',
      intro: 'Rows in which the versions differ are marked ≠.',
      head: ['met', 'before', 'after'],
      rows: table.map(({ met, before, after }) => [met, before, after]),
      marked: table.map(({ before, after }) => before !== after),
    },
  ];
}
