// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { readConfigFile, sys } from 'typescript';
import { dropUnreachableDeclarations, writeModuleFaces } from './entry-points';
import { withConstantExports } from './transpile-cache.cjs';

/*
 * Compiles the project into dist/, and puts there what belongs to the code and is not TypeScript:
 * every other file of the same folders, at the same place. What the package ships beside dist/ is
 * listed in package.json.
 */

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');
const CONFIG = join(ROOT, 'tsconfig.build.json');

rmSync(DIST, { recursive: true, force: true });
compile();
makeExportsConstant();
writeModuleFaces(ROOT);
dropUnreachableDeclarations(ROOT);
for (const folder of codeFolders()) copyAssets(folder);
takeGrammar();
chmodSync(join(DIST, 'cli', 'main.js'), 0o755);

/** By the compiler that is a program: a fourth of the time of the one that ts-node and typedoc call from JavaScript. */
function compile(): void {
  const tsc = join(dirname(require.resolve('typescript-native/package.json')), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', CONFIG], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function makeExportsConstant(): void {
  for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    if (extname(name) !== '.js') continue;
    const file = join(DIST, name);
    writeFileSync(file, withConstantExports(readFileSync(file, 'utf8')));
  }
}

/** The folders that tsconfig.build.json names. */
function codeFolders(): readonly string[] {
  const { config } = readConfigFile(CONFIG, sys.readFile);
  return config.include;
}

function copyAssets(folder: string): void {
  cpSync(join(ROOT, folder), join(DIST, folder), {
    recursive: true,
    filter: (file) => statSync(file).isDirectory() || !isForDevelopment(file),
  });
}

function isForDevelopment(file: string): boolean {
  return extname(file) === '.ts' || basename(file) === 'tsconfig.json';
}

/** C's grammar is one file of a package whose rest is a native module; only that file is taken. */
function takeGrammar(): void {
  const grammar = require.resolve('tree-sitter-c/tree-sitter-c.wasm');
  const beside = join(DIST, 'audit', 'text', 'code');
  copyFileSync(grammar, join(beside, 'tree-sitter-c.wasm'));
  copyFileSync(join(dirname(grammar), 'LICENSE'), join(beside, 'tree-sitter-c.LICENSE'));
}
