// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeLine } from './code/lines';
import type { Finding } from './finding';
import { RULES } from './rules';
import type { Subject } from './rules/rule';

/** What the rules say of a subject, in the order of its lines. */
export function examine(subject: Subject): Finding[] {
  const found = new Map<string, Finding>();
  for (const rule of RULES) {
    for (const { line, reason, severity = rule.severity } of rule.check(subject)) {
      const key = `${rule.id} ${line.input.line} ${reason}`;
      if (found.has(key)) continue;
      const { id, title } = rule;
      found.set(key, { rule: id, title, severity, ...placeOf(line), reason });
    }
  }
  return [...found.values()].sort((one, two) => one.line - two.line);
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
