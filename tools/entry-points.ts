// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createProgram, ModuleKind, ModuleResolutionKind } from 'typescript';
import { exports as entries } from '../package.json';

/** The compiled files that package.json exports under one condition, below the root. */
function exported(condition: 'import' | 'types'): readonly string[] {
  return Object.values(entries).flatMap((entry) => {
    if (typeof entry === 'string') return [];
    if (condition === 'types') return 'types' in entry ? [entry.types] : [entry.require.types];
    return 'import' in entry ? [entry.import.default] : [];
  });
}

/**
 * Writes the ECMAScript face of each entry point that package.json gives one: its code passes on
 * what the CommonJS module has, its types are the same text. An entry needs one if its types name a
 * package (fast-check) whose own types differ between the two module systems.
 */
export function writeModuleFaces(root: string): void {
  for (const file of exported('import')) {
    const stem = join(root, file).replace(/\.mjs$/, '');
    writeFileSync(`${stem}.mjs`, `export * from './${basename(stem)}.js';\n`);
    const types = readFileSync(`${stem}.d.ts`, 'utf8');
    writeFileSync(`${stem}.d.mts`, types.replaceAll(/(from '\.[^']*)'/g, "$1.js'"));
  }
}

/**
 * Removes the declarations that no entry point leads to: nobody can import what they declare.
 * @throws Error if one that is needed names a package that a user may not have.
 */
export function dropUnreachableDeclarations(root: string): void {
  const options = {
    module: ModuleKind.Node20,
    moduleResolution: ModuleResolutionKind.Node16,
    types: [],
  };
  const program = createProgram(
    exported('types').map((file) => join(root, file)),
    options,
  );
  const reached = new Set(program.getSourceFiles().map(({ fileName }) => fileName));
  const foreign = [...reached].filter((file) =>
    /node_modules\/(?!typescript\/|fast-check\/|pure-rand\/)/.test(file),
  );
  if (foreign.length > 0) {
    throw new Error(`the types of the package reach ${foreign.slice(0, 3).join(', ')}`);
  }
  const dist = join(root, 'dist');
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = join(dist, name);
    if (name.endsWith('.d.ts') && existsSync(file) && !reached.has(file)) rmSync(file);
  }
}
