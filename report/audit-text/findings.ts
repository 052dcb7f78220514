// SPDX-License-Identifier: GPL-2.0-or-later

import type { NotRead, TextFinding, TextReport } from '../../audit/text/finding';
import { RULES } from '../../audit/text/rules';
import type { Severity } from '../../audit/text/rules/rule';
import { COMMAND } from '../../oracle/package/command';
import { comparisons } from '../../oracle/verdict/verdict';
import { type Case, caseOf, type Findings, type Location, type ReportRule } from '../machine/model';
import { digest } from '../machine/stable-id';
import { shellWord } from '../text/shell-word';

/** What does not fail a run is a note in all formats; a warning would be a suppressed failure. */
const LEVELS: Readonly<Record<Severity, Case['level']>> = {
  bug: 'error',
  suspicious: 'note',
  note: 'note',
};

const REPORT_RULES: readonly ReportRule[] = RULES.map(({ id, title, why, effect }) => ({
  ...{ id, title, why, effect },
  page: 'docs/audit.md',
}));

/**
 * What an audit of text found, as cases: one a finding, and one for each rule that nothing breaks.
 *
 * @param command `audit patch` or `audit source`.
 */
export function textFindings(
  command: string,
  { findings, inputs, examined, notRead }: TextReport,
): Findings {
  const clean =
    comparisons(examined) > 0
      ? ({ status: 'passed', message: 'no line violates it' } as const)
      : ({ status: 'skipped', message: 'no hmm code was read' } as const);
  const cases = RULES.flatMap(({ id, title }) => {
    const hits = findings.filter(({ rule }) => rule === id);
    if (hits.length === 0) {
      return [caseOf({ id, name: title, ...clean })];
    }
    return hits.map((finding) => findingCase(command, finding));
  });
  const suite = { id: 'rules', name: `The rules for ports, in ${inputs.join(', ')}`, cases };
  const left = notRead.map(notReadCase);
  return {
    suites:
      left.length === 0 ? [suite] : [suite, { id: 'files', name: 'Files not read', cases: left }],
    rules: REPORT_RULES,
  };
}

function notReadCase({ file, reason }: NotRead): Case {
  return caseOf({
    id: `not-read/${digest(file)}`,
    name: file,
    status: 'skipped',
    message: `not read: ${reason}`,
  });
}

function findingCase(command: string, finding: TextFinding): Case {
  const { rule, title, severity, reason, file } = finding;
  return caseOf({
    id: idOf(finding),
    rule,
    name: title,
    // What is suspicious, and notes, are for a person to judge and no reason to fail.
    status: severity === 'bug' ? 'failed' : 'known',
    level: LEVELS[severity],
    message: severity === 'suspicious' ? `suspicious: ${title}: ${reason}` : `${title}: ${reason}`,
    locations: locationsOf(finding),
    replay: file === '<stdin>' ? null : `${COMMAND} ${command} ${shellWord(file)}`,
  });
}

/** The rule, the file in the kernel tree and the line's own text: lines above may come and go. */
function idOf({ rule, tree, file, change, text }: TextFinding): string {
  return `${rule}/${digest(tree.file ?? file, change, text.trim().replace(/\s+/g, ' '))}`;
}

function locationsOf({ file, line, text, tree }: TextFinding): readonly Location[] {
  const input: Location = { file, line, in: 'input', text };
  if (tree.file === null) return [input];
  return [input, { file: tree.file, line: tree.line, in: 'kernel tree', text: null }];
}
