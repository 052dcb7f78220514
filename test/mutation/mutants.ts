// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import {
  createProgram,
  forEachChild,
  isBinaryExpression,
  isConstructorDeclaration,
  isElementAccessExpression,
  isEnumDeclaration,
  isFunctionDeclaration,
  isFunctionLike,
  isGetAccessorDeclaration,
  isImportDeclaration,
  isMethodDeclaration,
  isPropertyAssignment,
  isPropertyDeclaration,
  isSourceFile,
  isStatement,
  isTypeNode,
  isVariableDeclaration,
  type Node,
  ScriptTarget,
  type SourceFile,
  SyntaxKind,
  type TypeChecker,
  TypeFlags,
} from 'typescript';
import { ROOT, sourceText } from '../support/source-graph';
import { arithmeticChanges } from './operators/arithmetic';
import type { Change, Operator } from './operators/change';
import { conditionChanges } from './operators/conditions';
import { exchangedArguments } from './operators/exchanged-arguments';
import { nameChanges } from './operators/names';
import { statementChanges } from './operators/statements';

/** A source file with one small change, and where that stands. */
export interface Mutant extends Change {
  /** `FILE:FUNCTION:OPERATOR:NUMBER`: edits elsewhere leave it as it is. */
  readonly id: string;
  readonly file: string;
  /** The function or method around the change; `module` outside of all. */
  readonly within: string;
  readonly line: number;
  /** What was changed and what it became, blanks made one: the key of a classification. */
  readonly change: string;
}

/** The sources as they are: what sees something there is wrong. */
export const NO_MUTANT: Mutant = {
  ...{ id: 'none', file: 'mm/units.ts', within: 'module', line: 1, change: '' },
  ...{ operator: 'none', start: 0, end: 0, text: '' },
};

const OPERATORS: readonly Operator[] = [
  conditionChanges,
  arithmeticChanges,
  statementChanges,
  nameChanges,
  exchangedArguments,
];

/** Properties that hold what is for a person to read: it is not mutated. */
const TEXT_PROPERTIES = ['title', 'why', 'driver', 'does', 'promise', 'id', 'text', 'name'];
/** The same, where their value is a text: elsewhere these names mean other things. */
const OFTEN_TEXT = ['matters', 'before', 'since', 'what'];

/** All mutants of source files of the project, in the order of their places. */
export function mutantsOf(files: readonly string[]): readonly Mutant[] {
  const names = files.map((file) => join(ROOT, file));
  const program = createProgram(names, { target: ScriptTarget.ES2023, strict: true, types: [] });
  const checker = program.getTypeChecker();
  return files.flatMap((file, index) => {
    const source = program.getSourceFile(names[index] ?? '');
    if (source === undefined) throw new Error(`${file} is not there`);
    return mutantsOfFile(file, source, checker);
  });
}

function mutantsOfFile(file: string, source: SourceFile, checker: TypeChecker): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const counts = new Map<string, number>();
  visit(source, 'module');
  return mutants;

  function visit(node: Node, within: string): void {
    if (isSkipped(node, checker)) return;
    const inside = nameOf(node, source, within);
    for (const operator of OPERATORS) {
      for (const change of operator(node, source, checker)) {
        const key = `${file}:${inside}:${change.operator.replaceAll(' ', '-')}`;
        const number = (counts.get(key) ?? 0) + 1;
        counts.set(key, number);
        const line = source.getLineAndCharacterOfPosition(change.start).line + 1;
        const described = describeChange(node, change, source);
        mutants.push({
          ...change,
          id: `${key}:${number}`,
          file,
          within: inside,
          line,
          change: described,
        });
      }
    }
    forEachChild(node, (child) => visit(child, inside));
  }
}

/** The text of a file with the mutant in it. */
export function mutated({ file, start, end, text }: Mutant): string {
  const whole = sourceText(file);
  return whole.slice(0, start) + text + whole.slice(end);
}

function isSkipped(node: Node, checker: TypeChecker): boolean {
  if (isImportDeclaration(node) || isTypeNode(node) || isEnumDeclaration(node)) return true;
  if (isDefaultOfTypedArray(node, checker)) return true;
  if (!isPropertyAssignment(node)) return false;
  const name = node.name.getText();
  if (TEXT_PROPERTIES.includes(name)) return true;
  const { flags } = checker.getTypeAtLocation(node.initializer);
  return OFTEN_TEXT.includes(name) && (flags & TypeFlags.StringLike) !== 0;
}

/**
 * Whether a node is the default of an element of a typed array. The compiler asks for one wherever
 * such an array is indexed, and it is never taken: each index is one that the array has. So no
 * change of it can be seen.
 */
function isDefaultOfTypedArray(node: Node, checker: TypeChecker): boolean {
  if (isSourceFile(node) || !isBinaryExpression(node.parent)) return false;
  const { left, operatorToken, right } = node.parent;
  if (right !== node || operatorToken.kind !== SyntaxKind.QuestionQuestionToken) return false;
  if (!isElementAccessExpression(left)) return false;
  const array = checker.getTypeAtLocation(left.expression).getSymbol()?.name ?? '';
  return /^(?:Uint|Int|Float)\d+(?:Clamped)?Array$/.test(array);
}

function nameOf(node: Node, source: SourceFile, within: string): string {
  const isNamed =
    isFunctionDeclaration(node) ||
    isMethodDeclaration(node) ||
    isGetAccessorDeclaration(node) ||
    isPropertyDeclaration(node);
  if (isNamed) return node.name?.getText(source) ?? within;
  if (isConstructorDeclaration(node)) return 'constructor';
  if (isVariableDeclaration(node) && within === 'module') return node.name.getText(source);
  if (isPropertyAssignment(node) && isFunctionLike(node.initializer)) {
    return node.name.getText(source);
  }
  return within;
}

/** The expression or statement around a change, before and after, if it is a short one. */
function describeChange(node: Node, change: Change, source: SourceFile): string {
  let from = change.start;
  let to = change.end;
  for (let around = node; isSmall(around, source); around = around.parent) {
    from = Math.min(around.getStart(source), change.start);
    to = Math.max(around.getEnd(), change.end);
    if (isStatement(around)) break;
  }
  const before = source.text.slice(from, change.start);
  const after = source.text.slice(change.end, to);
  const was = source.text.slice(change.start, change.end);
  return `${oneLine(before + was + after)} → ${oneLine(before + change.text + after)}`;
}

const SMALL = 120;

function isSmall(node: Node, source: SourceFile): boolean {
  return node.getEnd() - node.getStart(source) <= SMALL;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
