// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type CallExpression,
  isCallExpression,
  type Node,
  type SourceFile,
  type TypeChecker,
} from 'typescript';
import type { Change } from './change';

/** Two neighbouring arguments of a call exchanged, where the compiler would not notice. */
export function exchangedArguments(
  node: Node,
  source: SourceFile,
  checker: TypeChecker,
): readonly Change[] {
  if (!isCallExpression(node) || isSymmetric(node, source)) return [];
  return node.arguments.slice(1).flatMap((second, index) => {
    const first = node.arguments[index];
    if (first === undefined) return [];
    const types = [first, second].map((one) =>
      checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(one)),
    );
    const [one, other] = types;
    if (one === undefined || other === undefined) return [];
    if (!checker.isTypeAssignableTo(one, other) || !checker.isTypeAssignableTo(other, one)) {
      return [];
    }
    const [text, otherText] = [first.getText(source), second.getText(source)];
    if (text === otherText || (isForPerson(text) && isForPerson(otherText))) return [];
    const [start, end] = [first.getStart(source), second.getEnd()];
    return [{ operator: 'arguments exchanged', start, end, text: `${otherText}, ${text}` }];
  });
}

/** The least or the greatest of several numbers is the same in any order, as is what an algebra says of two words. */
function isSymmetric({ expression }: CallExpression, source: SourceFile): boolean {
  return /^(?:Math\.(?:min|max)|(?:algebra\.)?(?:and|or|both|either|equal)|hasAny)$/.test(
    expression.getText(source),
  );
}

/** Whether an argument is a sentence: titles and reasons are for a person to read. */
function isForPerson(text: string): boolean {
  return /^['"`][^'"`]* /.test(text);
}
