// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node, SourceFile, TypeChecker } from 'typescript';

/** What an operator does to a piece of source: the characters `[start, end)` become `text`. */
export interface Change {
  /** Names the operator; a part of the mutant's id. */
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Says which changes start from a node of a syntax tree. */
export type Operator = (node: Node, source: SourceFile, checker: TypeChecker) => readonly Change[];

/** Replaces a whole node. */
export function replaced(operator: string, node: Node, source: SourceFile, text: string): Change {
  return { operator, start: node.getStart(source), end: node.getEnd(), text };
}
