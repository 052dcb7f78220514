// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canHaveModifiers,
  createSourceFile,
  getModifiers,
  isClassDeclaration,
  isEnumDeclaration,
  isFunctionDeclaration,
  isInterfaceDeclaration,
  isTypeAliasDeclaration,
  isVariableStatement,
  ScriptTarget,
  type Statement,
  SyntaxKind,
} from 'typescript';
import { expect, it } from 'vitest';
import { ROOT } from '../support/source-graph';

/**
 * Every folder with sources but two: `api/` is the public face, whose names are those of what it
 * stands in front of, and `examples/` is what users copy.
 */
const FOLDERS = [
  ...['mm', 'legacy', 'modern', 'oracle', 'drivers', 'audit', 'corpus', 'proof', 'report'],
  ...['cli', 'kernel', 'tools', 'bench'],
];

function isNamed(statement: Statement) {
  return (
    isFunctionDeclaration(statement) ||
    isClassDeclaration(statement) ||
    isInterfaceDeclaration(statement) ||
    isTypeAliasDeclaration(statement) ||
    isEnumDeclaration(statement)
  );
}

/** The names that a statement exports; a type and a value of one name are one. */
function namesOf(statement: Statement): readonly string[] {
  const modifiers = canHaveModifiers(statement) ? getModifiers(statement) : undefined;
  if (!modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword)) return [];
  if (isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  return isNamed(statement) ? [statement.name?.text ?? 'default'] : [];
}

function exportedBy(text: string): ReadonlySet<string> {
  const source = createSourceFile('source.ts', text, ScriptTarget.Latest, true);
  return new Set(source.statements.flatMap(namesOf));
}

/** The names that more than one file exports, with the files. */
function sharedNames(files: Readonly<Record<string, string>>): readonly string[] {
  const homes = new Map<string, string[]>();
  for (const [file, text] of Object.entries(files)) {
    for (const name of exportedBy(text)) homes.set(name, [...(homes.get(name) ?? []), file]);
  }
  return [...homes]
    .filter(([, where]) => where.length > 1)
    .map(([name, where]) => `${name}: ${where.join(', ')}`);
}

it('an exported name has one home', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(500);
  const texts = files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
  expect(sharedNames(Object.fromEntries(texts))).toEqual([]);
});

it('sees a name with two homes', () => {
  const files = {
    'a.ts': 'export interface Side {}\nexport const one = 1, two = 2;',
    'b.ts': 'export class Side {}\nexport async function three() {}',
    'c.ts': 'export type Side = 1;\nexport const Side = 1;\nconst one = 3;',
    'd.ts': 'export enum two {}',
  };
  expect(sharedNames(files)).toEqual(['Side: a.ts, b.ts, c.ts', 'two: a.ts, d.ts']);
});
