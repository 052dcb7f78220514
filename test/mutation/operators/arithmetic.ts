// SPDX-License-Identifier: GPL-2.0-or-later
import {
  isBigIntLiteral,
  isBinaryExpression,
  isLiteralTypeNode,
  isNumericLiteral,
  isPostfixUnaryExpression,
  isPrefixUnaryExpression,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript';
import { type Change, replaced } from './change';

const OPERATORS: Readonly<Partial<Record<SyntaxKind, string>>> = {
  [SyntaxKind.PlusToken]: '-',
  [SyntaxKind.MinusToken]: '+',
  [SyntaxKind.AsteriskToken]: '/',
  [SyntaxKind.SlashToken]: '*',
  [SyntaxKind.PercentToken]: '*',
  [SyntaxKind.AsteriskAsteriskToken]: '*',
  [SyntaxKind.AmpersandToken]: '|',
  [SyntaxKind.BarToken]: '&',
  [SyntaxKind.CaretToken]: '&',
  [SyntaxKind.LessThanLessThanToken]: '>>',
  [SyntaxKind.GreaterThanGreaterThanToken]: '<<',
  [SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: '<<',
  [SyntaxKind.PlusEqualsToken]: '-=',
  [SyntaxKind.MinusEqualsToken]: '+=',
  [SyntaxKind.BarEqualsToken]: '=',
  [SyntaxKind.AmpersandEqualsToken]: '=',
  [SyntaxKind.BarBarEqualsToken]: '=',
};

/** Arithmetic, bits and shifts: another operator, a sign left out, a constant one off. */
export function arithmeticChanges(node: Node, source: SourceFile): readonly Change[] {
  if (isBinaryExpression(node)) {
    const token = node.operatorToken;
    const other = OPERATORS[token.kind];
    if (other === undefined || isText(node)) return [];
    return [replaced(`${token.getText(source)} becomes ${other}`, token, source, other)];
  }
  if (isPrefixUnaryExpression(node)) return unaryChanges(node, node.operator, source);
  if (isPostfixUnaryExpression(node)) return unaryChanges(node, node.operator, source);
  if (isNumericLiteral(node) && !isLiteralTypeNode(node.parent)) {
    const value = Number(node.getText(source).replaceAll('_', ''));
    return constantChanges(node, source, `${value + 1}`, value === 0 ? undefined : `${value - 1}`);
  }
  if (isBigIntLiteral(node) && !isLiteralTypeNode(node.parent)) {
    const value = BigInt(node.getText(source).replaceAll('_', '').slice(0, -1));
    return constantChanges(
      node,
      source,
      `${value + 1n}n`,
      value === 0n ? undefined : `${value - 1n}n`,
    );
  }
  if (node.kind === SyntaxKind.TrueKeyword && !isLiteralTypeNode(node.parent)) {
    return [replaced('true becomes false', node, source, 'false')];
  }
  if (node.kind === SyntaxKind.FalseKeyword && !isLiteralTypeNode(node.parent)) {
    return [replaced('false becomes true', node, source, 'true')];
  }
  return [];
}

/** Whether texts are joined: what they say is for a person to read. */
function isText(node: Node): boolean {
  if (isBinaryExpression(node)) return isText(node.left) || isText(node.right);
  return isStringLiteral(node) || isTemplateExpression(node);
}

function unaryChanges(node: Node, operator: SyntaxKind, source: SourceFile): readonly Change[] {
  const text = node.getText(source);
  switch (operator) {
    case SyntaxKind.MinusToken:
    case SyntaxKind.TildeToken:
      return [replaced(`${text[0]} left out`, node, source, `(${text.slice(1)})`)];
    case SyntaxKind.PlusPlusToken:
      return [replaced('++ becomes --', node, source, text.replace('++', '--'))];
    case SyntaxKind.MinusMinusToken:
      return [replaced('-- becomes ++', node, source, text.replace('--', '++'))];
    default:
      return [];
  }
}

function constantChanges(
  node: Node,
  source: SourceFile,
  more: string,
  less: string | undefined,
): readonly Change[] {
  const up = replaced('constant + 1', node, source, more);
  return less === undefined ? [up] : [up, replaced('constant - 1', node, source, less)];
}
