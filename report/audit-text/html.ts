// SPDX-License-Identifier: GPL-2.0-or-later

import { type TextFinding, type TextReport, verdictOfText } from '../../audit/text/finding';
import { RULES } from '../../audit/text/rules';
import type { Severity } from '../../audit/text/rules/rule';
import type { CausesBlock, CauseView, PartView } from '../html/view/page-view';
import { warningsOf } from '../html/view/warnings';
import { placeText, textVerdict } from './text';

/** An audit of text as a part of a page: bugs first, notes last. */
export function textPart(report: TextReport): PartView {
  return {
    title: 'hmm-pfn audit patch | source',
    facts: [
      { term: 'read', text: report.inputs.join(', ') },
      { term: 'files', text: String(report.files) },
    ],
    about:
      report.notLookedAt.length === 0
        ? []
        : [{ term: 'not looked at by any rule', text: report.notLookedAt.join('; ') }],
    replay: undefined,
    verdict: { kind: verdictOfText(report).kind, text: textVerdict(report) },
    warnings: warningsOf(report.examined),
    blocks: [
      severityBlock(report, 'bug', 'Bugs'),
      severityBlock(report, 'suspicious', 'Suspicious'),
      severityBlock(report, 'note', 'Notes'),
    ],
  };
}

function severityBlock({ findings }: TextReport, severity: Severity, title: string): CausesBlock {
  const found = findings.filter((one) => one.severity === severity);
  return {
    kind: 'causes',
    title,
    fresh: severity === 'bug',
    mark: severity.toUpperCase(),
    intro: found.length === 0 ? 'None.' : '',
    columns: [],
    causes: found.map(findingView),
    notShown: 0,
  };
}

function findingView(finding: TextFinding): CauseView {
  const { rule, title, reason, text, change } = finding;
  const known = RULES.find(({ id }) => id === rule);
  const mark = { added: '+', removed: '-', context: ' ', whole: ' ' }[change];
  return {
    id: rule,
    title,
    counts: [],
    facts: [
      { term: 'at', text: placeText(finding) },
      { term: 'here', text: reason },
      ...(known === undefined
        ? []
        : [
            { term: 'why', text: known.why },
            { term: 'effect on drivers', text: known.effect },
          ]),
    ],
    lines: [`${mark}${text.replaceAll('\t', '        ').trimEnd()}`],
    scenario: undefined,
    replay: undefined,
  };
}
