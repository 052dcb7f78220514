// SPDX-License-Identifier: GPL-2.0-or-later

import type { CodeLine } from './code/lines';
import type { CodeView } from './code/view';
import type { TextFinding } from './finding';
import { isRangeFaultItself } from './mentions';
import { RULES } from './rules';
import type { Rule, Subject } from './rules/rule';

/** What the rules say of the readings of a file, in the order of its lines. */
export function examine(subjects: readonly Subject[]): TextFinding[] {
  const found = new Map<string, TextFinding>();
  for (const subject of subjects) {
    for (const rule of RULES.filter((one) => appliesTo(one, subject))) {
      for (const { line, reason, severity = rule.severity } of rule.check(subject)) {
        const key = `${rule.id} ${line.input.line} ${reason}`;
        if (found.has(key)) continue;
        const { id, title } = rule;
        found.set(key, { rule: id, title, severity, ...placeOf(line), reason });
      }
    }
  }
  return [...found.values()].sort((one, two) => one.line - two.line);
}

function appliesTo({ formats, concerns }: Rule, { format, now }: Subject): boolean {
  if (formats === 'fixed' && format === 'customizable') return false;
  return concerns === 'all' || !isImplementation(now.view);
}

/** The range fault itself is not held to the rules for those who call it. */
function isImplementation({ file, functions }: CodeView): boolean {
  return isRangeFaultItself(file) || functions.some(({ name }) => name === 'hmm_range_fault');
}

function placeOf({ input, tree, change, text }: CodeLine) {
  return {
    file: input.file,
    line: input.line,
    tree: { file: tree.file ?? null, line: tree.line ?? null },
    change,
    text,
  };
}
