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
  ...['cli', 'kernel', 'tree', 'tools', 'bench'],
];
/** What may use a name besides. */
const USERS = [...FOLDERS, 'api', 'examples', 'test'];

function isNamed(statement: Statement) {
  return (
    isFunctionDeclaration(statement) ||
    isClassDeclaration(statement) ||
    isInterfaceDeclaration(statement) ||
    isTypeAliasDeclaration(statement) ||
    isEnumDeclaration(statement)
  );
}

/** The names that a statement exports, but for a default; a type and a value of one name are one. */
function namesOf(statement: Statement): readonly string[] {
  const modifiers = canHaveModifiers(statement) ? getModifiers(statement) : undefined;
  if (!modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword)) return [];
  if (modifiers.some(({ kind }) => kind === SyntaxKind.DefaultKeyword)) return [];
  if (isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  return isNamed(statement) && statement.name !== undefined ? [statement.name.text] : [];
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

/** The names that a file exports and no other file has a word of. */
function unusedNames(
  exporting: Readonly<Record<string, string>>,
  using: Readonly<Record<string, string>>,
): readonly string[] {
  const files = new Map<string, number>();
  for (const text of Object.values(using)) {
    for (const word of new Set(text.match(/[A-Za-z_$][\w$]*/g))) {
      files.set(word, (files.get(word) ?? 0) + 1);
    }
  }
  return Object.entries(exporting).flatMap(([file, text]) =>
    [...exportedBy(text)].filter((name) => files.get(name) === 1).map((name) => `${name}: ${file}`),
  );
}

function textsOf(folders: readonly string[]): Readonly<Record<string, string>> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?[jt]s$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => join(folder, name)),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

it('an exported name has one home', () => {
  const texts = textsOf(FOLDERS);
  expect(Object.keys(texts).length).toBeGreaterThan(500);
  expect(sharedNames(texts)).toEqual([]);
});

it('an exported name is used in another file', () => {
  expect(unusedNames(textsOf(FOLDERS), textsOf(USERS))).toEqual([]);
});

it('sees a name that only its own file uses', () => {
  const files = {
    'a.ts': 'export const one = 1;\nexport function two() { return one; }',
    'b.ts': "import { one } from './a';\nconst three = one;",
  };
  expect(unusedNames(files, files)).toEqual(['two: a.ts']);
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
