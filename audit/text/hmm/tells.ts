// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { branchStatements } from './gives-up';

/** What only reports something, and changes nothing of what is done. */
const TELLS =
  /^(?:WARN\w*|pr_\w+|printk\w*|(?:dev|drm|ibdev|netdev)_(?:dbg|info|notice|warn|err)\w*|DRM_(?:DEBUG|INFO|WARN|ERROR)\w*|trace_\w+)$/;

/** Whether a call only reports something. */
export function isTellingCall(call: Node): boolean {
  return TELLS.test(calledName(call));
}

/** Whether a statement is such a call. */
export function isTelling(statement: Node): boolean {
  const [value] = statement.namedChildren;
  return (
    statement.type === 'expression_statement' &&
    value?.type === 'call_expression' &&
    isTellingCall(value)
  );
}

/** What a branch does, without what is nothing. */
export function statementsIn(branch: Node | null): readonly Node[] {
  const all = branch === null ? [] : branchStatements(branch);
  return all.filter(({ type, text }) => type !== 'comment' && text !== ';');
}

/** Whether both branches of a decision do nothing, or only report something. */
export function tellsAtMost(decision: Node): boolean {
  return ['consequence', 'alternative'].every((field) =>
    statementsIn(decision.childForFieldName(field)).every(isTelling),
  );
}
