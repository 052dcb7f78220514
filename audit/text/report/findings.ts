// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../../oracle/package/command';
import {
  type Case,
  caseOf,
  type Findings,
  type Location,
  type ReportRule,
} from '../../../oracle/report/machine/model';
import { digest } from '../../../oracle/report/machine/stable-id';
import { shellWord } from '../../../oracle/report/shell-word';
import type { Finding, TextReport } from '../finding';
import { RULES } from '../rules';
import type { Severity } from '../rules/rule';
import { cutText } from './text';

const LEVELS: Readonly<Record<Severity, Case['level']>> = {
  bug: 'error',
  suspicious: 'warning',
  note: 'note',
};

const REPORT_RULES: readonly ReportRule[] = RULES.map(({ id, title, why, suffers }) => ({
  ...{ id, title, why, suffers },
  page: 'docs/audit.md',
}));

/**
 * What an audit of text found, as cases: one a finding, and one for each rule that nothing breaks.
 *
 * @param command `audit patch` or `audit source`.
 */
export function textFindings(command: string, { findings, inputs, cut }: TextReport): Findings {
  const cases = RULES.flatMap(({ id, title }) => {
    const hits = findings.filter(({ rule }) => rule === id);
    if (hits.length === 0) {
      return [caseOf({ id, name: title, status: 'passed', message: 'no line breaks it' })];
    }
    return hits.map((finding) => findingCase(command, finding));
  });
  const gaps = cut.map((part) =>
    caseOf({
      id: `cut/${digest(part.file, part.changes ?? '', String(part.line))}`,
      name: 'a part of the patch is not there',
      status: 'skipped',
      message: cutText(part),
      locations: [{ file: part.file, line: part.line, in: 'input', text: null }],
    }),
  );
  return {
    suites: [
      {
        id: 'rules',
        name: `The rules for ports, in ${inputs.join(', ')}`,
        cases: [...cases, ...gaps],
      },
    ],
    rules: REPORT_RULES,
  };
}

function findingCase(command: string, finding: Finding): Case {
  const { rule, title, severity, reason, file } = finding;
  return caseOf({
    id: idOf(finding),
    rule,
    name: title,
    // Notes are worth knowing and no reason to fail.
    status: severity === 'note' ? 'known' : 'failed',
    level: LEVELS[severity],
    message: `${title}: ${reason}`,
    locations: locationsOf(finding),
    replay: file === '<stdin>' ? null : `${COMMAND} ${command} ${shellWord(file)}`,
  });
}

/** The rule, the file in the kernel tree and the line's own text: lines above may come and go. */
function idOf({ rule, tree, file, change, text }: Finding): string {
  return `${rule}/${digest(tree.file ?? file, change, text.trim().replace(/\s+/g, ' '))}`;
}

function locationsOf({ file, line, text, tree }: Finding): readonly Location[] {
  const input: Location = { file, line, in: 'input', text };
  if (tree.file === null) return [input];
  return [input, { file: tree.file, line: tree.line, in: 'kernel tree', text: null }];
}
