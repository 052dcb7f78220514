// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { NOT_READ_KINDS, type TextReport, verdictOfText } from '../../audit/text/finding';
import type { Immutable } from '../../oracle/scenario/immutable';
import { CLOSED, oneOf } from '../../oracle/scenario/schema-entries';
import { headerFields } from '../machine/model';
import { machineReport, type RunFacts } from '../machine/report';
import { Count, closed, orNull, Text, Texts } from '../machine/schema/words';
import { textFindings } from './findings';

const NAME = 'hmm-text-report/1';

/** What `hmm-pfn audit patch` and `hmm-pfn audit source` report. */
export const TextReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    inputs: Texts,
    files: Count,
    withoutHmm: Type.Optional(Count),
    notRead: Type.Optional(
      Type.Array(closed({ file: Text, kind: oneOf(...NOT_READ_KINDS), reason: Text })),
    ),
    findings: Type.Array(
      closed({
        ...{ rule: Text, title: Text, severity: oneOf('bug', 'suspicious', 'note') },
        ...{ file: Text, line: Count, text: Text, reason: Text },
        tree: closed({ file: orNull(Text), line: orNull(Count) }),
        change: oneOf('added', 'removed', 'context', 'whole'),
      }),
    ),
  },
  { ...CLOSED, description: 'a report of hmm-pfn audit patch or audit source' },
);
type TextDocument = Immutable<Type.Static<typeof TextReportSchema>>;

export function textDocument(report: TextReport, run: RunFacts): TextDocument {
  return machineReport(NAME, run, textFindings(run.command, report), report, verdictOfText(report));
}
