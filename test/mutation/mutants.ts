// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import {
  createProgram,
  forEachChild,
  isConstructorDeclaration,
  isEnumDeclaration,
  isFunctionDeclaration,
  isFunctionLike,
  isGetAccessorDeclaration,
  isImportDeclaration,
  isMethodDeclaration,
  isPropertyAssignment,
  isPropertyDeclaration,
  isStatement,
  isTypeNode,
  isVariableDeclaration,
  type Node,
  ScriptTarget,
  type SourceFile,
  type TypeChecker,
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

/** What is for a person to read, or for the compiler alone, is not mutated. */
const TEXT_PROPERTIES = ['title', 'why', 'driver', 'does', 'promise', 'id', 'text', 'name'];

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
    if (isSkipped(node)) return;
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

function isSkipped(node: Node): boolean {
  if (isImportDeclaration(node) || isTypeNode(node) || isEnumDeclaration(node)) return true;
  return isPropertyAssignment(node) && TEXT_PROPERTIES.includes(node.name.getText());
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
