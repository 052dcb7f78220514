// SPDX-License-Identifier: GPL-2.0-or-later

import { observedText } from '../../../audit/c/observed-loop';
import { type AuditCFinding, type AuditCReport, verdictOfAuditC } from '../../../audit/c/report';
import type { Explanation } from '../../../oracle/explain/explanation';
import {
  auditCHeader,
  auditCReplayCommand,
  auditCVerdict,
  buildText,
  WHY_SKIPPED,
} from '../../text/audit-c-text';
import { type VersionAnswer, versionRows } from '../picture/version-rows';
import type { Places } from './audit-view';
import { knownCause } from './cause-blocks';
import { knownCausesBlock, newCausesBlock } from './causes-block';
import type { Block, CausesBlock, PartView } from './page-view';
import { type ScenarioView, scenarioView } from './scenario-view';
import { warningsOf } from './warnings';

/** An audit of a driver's C: its mistakes, then what the range faults themselves differ in. */
export function auditCPart(
  report: AuditCReport,
  known: ReadonlyMap<string, Explanation>,
  places: Places,
): PartView {
  const { options, build, examined, gaveUp, formatDefects } = report;
  return {
    title: 'hmm-pfn audit c',
    facts: [
      { term: 'audited', text: auditCHeader(options).replace('hmm-pfn audit c', '').trim() },
      { term: 'build', text: buildText(build) },
    ],
    replay: undefined,
    about: [],
    verdict: { kind: verdictOfAuditC(report).kind, text: auditCVerdict(report) },
    warnings: [
      ...warningsOf(examined),
      ...(gaveUp ? ['Stopped early: too many conversions crashed or did not end.'] : []),
      ...(formatDefects.length > 0
        ? [`The old format is ill-formed: ${formatDefects.join(', ')}.`]
        : []),
    ],
    blocks: [
      findingsBlock(report, places),
      ...loopBlocks(report),
      countsBlock(report),
      knownBlock(report, known),
    ],
  };
}

function findingsBlock({ findings, notShown, options }: AuditCReport, places: Places): CausesBlock {
  return newCausesBlock({
    intro:
      findings.length === 0
        ? 'Both versions give the device the same pages, wherever both were run.'
        : 'Mistakes in the port, each with the simplest scenario that shows it.',
    columns: ['scenarios'],
    causes: [
      ...findings.map((finding) => ({
        id: finding.cause,
        title: '',
        counts: [finding.count],
        facts: originFacts(finding.origins),
        lines: finding.lines,
        scenario: findingView(finding, places),
        replay: auditCReplayCommand(finding, options),
      })),
      ...notShown.map(({ cause, count }) => ({
        id: cause,
        title: 'only counted, not shrunk',
        counts: [count],
        facts: [],
        lines: [],
        scenario: undefined,
        replay: undefined,
      })),
    ],
    notShown: 0,
  });
}

/** Where a finding shows, and what both versions make of each page there. */
function findingView({ scenario, pages = [] }: AuditCFinding, places: Places): ScenarioView {
  const explanation = places(scenario);
  const answer = (version: 'before' | 'after'): VersionAnswer => ({
    byPage: new Map(pages.map((one) => [one.page, one[version]])),
    whole: '',
  });
  const rows =
    pages.length === 0 ? [] : versionRows(explanation.pages, answer('before'), answer('after'));
  return scenarioView(explanation, undefined, rows);
}

function originFacts(origins: Readonly<Record<string, number>>): { term: string; text: string }[] {
  const counts = Object.entries(origins).map(([origin, number]) => `${origin} ${number}`);
  return counts.length === 0 ? [] : [{ term: 'pages from', text: counts.join(', ') }];
}

function loopBlocks({ loop }: AuditCReport): readonly Block[] {
  if (loop === null) return [];
  const intro = `What the driver does around the range fault, in ${loop.runs} runs.`;
  const head = ['decision', 'what was seen', 'runs'];
  const rows = loop.facts.map((fact) => [fact.field, observedText(fact, loop), fact.runs] as const);
  return [{ kind: 'table', title: 'The loop, as observed', intro, head, rows, marked: [] }];
}

function countsBlock({ converted, pages, notRun, skipped }: AuditCReport): Block {
  const rows: (readonly [string, number])[] = [
    [`converted by both versions, of ${pages} pages`, converted],
    ...Object.entries(skipped).map(([why, count]) => [WHY_SKIPPED[why] ?? why, count] as const),
  ];
  if (notRun > 0) rows.push(['not run: too many before them crashed or did not end', notRun]);
  const head = ['scenarios that were', 'count'];
  return { kind: 'table', title: 'Conversions', intro: '', head, rows, marked: [] };
}

function knownBlock(
  { known }: AuditCReport,
  explanations: ReadonlyMap<string, Explanation>,
): CausesBlock {
  return knownCausesBlock({
    title: 'Known differences of the range faults themselves',
    intro: known.length === 0 ? 'None seen.' : 'Every port inherits these.',
    columns: ['scenarios'],
    causes: known.map((one) => knownCause(one, [one.count], explanations)),
  });
}
