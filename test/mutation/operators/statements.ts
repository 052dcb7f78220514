// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type CaseClause,
  isBlock,
  isBreakStatement,
  isCaseClause,
  isContinueStatement,
  isExpressionStatement,
  isFunctionLike,
  isLiteralExpression,
  isReturnStatement,
  isSatisfiesExpression,
  isThrowStatement,
  type Node,
  type ReturnStatement,
  type SourceFile,
  SyntaxKind,
} from 'typescript';
import { type Change, replaced } from './change';

/**
 * Statements left out, cases left out or fallen through, and returned values replaced by a constant
 * of the declared type.
 */
export function statementChanges(node: Node, source: SourceFile): readonly Change[] {
  if (isExpressionStatement(node)) {
    // What a value satisfies is for the compiler alone.
    if (isSatisfiesExpression(node.expression)) return [];
    // A constructor without its super() is no program.
    if (node.expression.getText(source).startsWith('super(')) return [];
    return [replaced('statement left out', node, source, '{}')];
  }
  if (isBreakStatement(node) || isContinueStatement(node) || isThrowStatement(node)) {
    if (isBreakStatement(node) && isCaseClause(node.parent)) return [];
    return [replaced('statement left out', node, source, '{}')];
  }
  if (isReturnStatement(node)) return returnChanges(node, source);
  if (isCaseClause(node)) return caseChanges(node, source);
  return [];
}

function returnChanges(node: ReturnStatement, source: SourceFile): readonly Change[] {
  if (node.expression === undefined) return [replaced('statement left out', node, source, '{}')];
  const text = node.expression.getText(source);
  // Literals have operators of their own.
  if (isLiteralExpression(node.expression) || /^(true|false)$/.test(text)) return [];
  // The first member of both enumerations is 0, by whatever name it is called.
  const isZero = /^(?:Kind|StateKind)\.none$/.test(text);
  return constantsOf(node, source)
    .filter((constant) => constant !== (isZero ? '0' : text))
    .map((constant) => replaced(`returns ${constant}`, node, source, `return ${constant};`));
}

/** Values of the declared result of the function around a node. */
function constantsOf(node: Node, source: SourceFile): readonly string[] {
  let parent = node.parent;
  while (parent !== undefined && !isFunctionLike(parent)) parent = parent.parent;
  const type = parent?.type?.getText(source) ?? '';
  if (type.includes(' is ')) return ['true', 'false'];
  const undefinedToo = /\| undefined$/.test(type) ? ['undefined'] : [];
  if (/^boolean\b/.test(type)) return ['true', 'false', ...undefinedToo];
  if (/^(number|Slot|Kind|StateKind|Address|Pfn|WalkCode|ReturnCode)\b/.test(type)) {
    return ['0', ...undefinedToo];
  }
  if (/^bigint\b/.test(type)) return ['0n', ...undefinedToo];
  if (/\[\]$/.test(type)) return ['[]', ...undefinedToo];
  return undefinedToo;
}

/** A label or a whole case left out, and a case that goes on into the next one. */
function caseChanges(node: CaseClause, source: SourceFile): readonly Change[] {
  if (returnsNothingAnyway(node)) return [];
  const [first] = node.statements;
  const changes = [replaced('case left out', node, source, '')];
  const last = node.statements.at(-1);
  const clauses = node.parent.clauses;
  const endsSwitch = clauses.at(-1) === node;
  if (first === undefined || last === undefined || endsSwitch) return changes;
  const ends = last.kind === SyntaxKind.ReturnStatement || last.kind === SyntaxKind.BreakStatement;
  if (!ends) return changes;
  const start = last.getStart(source);
  const goesOn = { operator: 'case falls through', start, end: last.getEnd(), text: '' };
  return [...changes, goesOn];
}

/** Whether a case returns undefined, as the function around it does where no case is taken. */
function returnsNothingAnyway({ parent, statements }: CaseClause): boolean {
  const { clauses } = parent;
  const last = clauses.at(-1);
  if (last === undefined || !isCaseClause(last)) return false;
  const [only] = last.statements;
  if (only === undefined || !isReturnStatement(only)) return false;
  if (only.expression !== undefined && only.expression.getText() !== 'undefined') return false;
  const { parent: block } = parent.parent;
  const endsFunction =
    isBlock(block) && isFunctionLike(block.parent) && block.statements.at(-1) === parent.parent;
  // Labels without statements of their own come to those of the last case.
  const isLast = statements === last.statements || (statements.length === 0 && noneFollows());
  return endsFunction && isLast;

  function noneFollows(): boolean {
    const own = clauses.findIndex((clause) => clause.statements === statements);
    return clauses.slice(own, -1).every((clause) => clause.statements.length === 0);
  }
}
