// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { savedKind } from '../../../oracle/gather/saved-kind';
import { Count, orNull, rows, Text, Texts } from '../../../oracle/gather/saved-words';
import { oneOf } from '../../../oracle/scenario/schema-words';
import { textPart } from './html';

const Line = orNull(Count, 'a line');

const TextSchema = Type.Object(
  {
    inputs: Texts,
    files: Count,
    findings: rows(
      {
        ...{ rule: Text, title: Text, file: Text, line: Count, text: Text, reason: Text },
        severity: oneOf('bug', 'suspicious', 'note'),
        tree: Type.Object(
          { file: orNull(Text, 'a file'), line: Line },
          { description: 'a place in the kernel tree' },
        ),
        change: oneOf('added', 'removed', 'context', 'whole'),
      },
      'a finding',
    ),
  },
  { description: 'a report of hmm-pfn audit patch or source' },
);

/** What `audit patch --json` and `audit source --json` print. */
export const SAVED_TEXT = savedKind(
  'hmm-text-report',
  ['inputs', 'files', 'findings'],
  TextSchema,
  (report) => [textPart(report)],
);
