// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type Expression,
  isBinaryExpression,
  isConditionalExpression,
  isForStatement,
  isIfStatement,
  isPrefixUnaryExpression,
  isWhileStatement,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript';
import { type Change, replaced } from './change';

/** What a relation becomes: its border moved, and its opposite. */
const RELATIONS: Readonly<Partial<Record<SyntaxKind, readonly string[]>>> = {
  [SyntaxKind.LessThanToken]: ['<=', '>='],
  [SyntaxKind.LessThanEqualsToken]: ['<', '>'],
  [SyntaxKind.GreaterThanToken]: ['>=', '<='],
  [SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
  [SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
};

/**
 * Conditions always or never true, relations moved or reversed, negations and halves of `&&`, `||`
 * and `??` left out. A loop whose condition is always true only wastes time, so that is left out.
 */
export function conditionChanges(node: Node, source: SourceFile): readonly Change[] {
  if (isIfStatement(node)) return fixed(node.expression, source, ['true', 'false']);
  if (isConditionalExpression(node)) return fixed(node.condition, source, ['true', 'false']);
  if (isWhileStatement(node)) return fixed(node.expression, source, ['false']);
  if (isForStatement(node) && node.condition !== undefined) {
    return fixed(node.condition, source, ['false']);
  }
  if (isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) {
    return [replaced('negation-left-out', node, source, node.operand.getText(source))];
  }
  if (!isBinaryExpression(node)) return [];
  const token = node.operatorToken;
  const relations = RELATIONS[token.kind];
  if (relations !== undefined) {
    return relations.map((text) =>
      replaced(`${token.getText(source)} becomes ${text}`, token, source, text),
    );
  }
  const [left, right] = [node.left.getText(source), node.right.getText(source)];
  switch (token.kind) {
    case SyntaxKind.AmpersandAmpersandToken:
      return halves('&&', '||');
    case SyntaxKind.BarBarToken:
      return halves('||', '&&');
    case SyntaxKind.QuestionQuestionToken:
      // The compiler asks for a default wherever an array is indexed; it is never taken there.
      return [replaced('?? right only', node, source, `(${right})`)];
    default:
      return [];
  }

  function halves(operator: string, other: string): readonly Change[] {
    return [
      replaced(`${operator} left only`, node, source, `(${left})`),
      replaced(`${operator} right only`, node, source, `(${right})`),
      replaced(`${operator} becomes ${other}`, node, source, `((${left}) ${other} (${right}))`),
    ];
  }
}

function fixed(
  condition: Expression,
  source: SourceFile,
  values: readonly string[],
): readonly Change[] {
  return values.map((value) => replaced(`condition is ${value}`, condition, source, value));
}
