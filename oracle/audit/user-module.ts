// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join, resolve } from 'node:path';
import { register } from 'ts-node';
import ts from 'typescript';
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import { InputError, show } from '../scenario/input-error';
import type { Knowledge } from './known/explanation';

/** A user's driver: its pair, and what its author knows of the port. */
export interface UserDriver {
  readonly pair: DriverPair;
  readonly known: Knowledge;
}

const PROJECT = resolve(__dirname, '../..');

/**
 * Loads a TypeScript module that default-exports `{ before, after }`, and maybe `name`, `title` and
 * `known`. It is checked by the compiler first, with this project's options, and needs no build.
 *
 * @throws InputError if there is no such file, for what the compiler says against it, if it cannot
 *   be run, and if it does not export a driver.
 */
export function loadUserDriver(path: string): UserDriver {
  const file = resolve(path);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new InputError({ file: path }, 'expected a TypeScript module, got no such file');
  }
  const errors = compilerErrors(file);
  if (errors !== '') throw new InputError({ file: path }, `does not compile\n${errors.trimEnd()}`);
  return driverOf(path, runModule(path, file));
}

/** What the compiler says, as it shows it; empty if it is content. */
function compilerErrors(file: string): string {
  const config = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    config.config ?? {},
    ts.sys,
    PROJECT,
    undefined,
  );
  const { rootDir: _, ...others } = options;
  const checked = {
    ...others,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    typeRoots: [join(PROJECT, 'node_modules/@types')],
  };
  const program = ts.createProgram([file], checked);
  const diagnostics = ts
    .getPreEmitDiagnostics(program)
    .filter(({ category }) => category === ts.DiagnosticCategory.Error);
  return ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getNewLine: () => '\n',
  });
}

function runModule(path: string, file: string): unknown {
  const require = createRequire(__filename);
  // From source ts-node is there already.
  if (require.extensions['.ts'] === undefined) register({ transpileOnly: true, cwd: PROJECT });
  try {
    return require(file);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new InputError({ file: path }, `expected a module that loads, got ${what}`);
  }
}

function driverOf(path: string, module: unknown): UserDriver {
  const exported = field(module, 'default');
  for (const name of ['before', 'after'] as const) {
    const version = field(exported, name);
    if (isVersion(version)) continue;
    const expected = 'a driver version {id, title, format, encode, builds, convert, …}';
    const place = { file: path };
    throw new InputError(place, `expected ${expected}, got ${show(version)}`, `default.${name}`);
  }
  if (!isPairLike(exported)) {
    throw new InputError(
      { file: path },
      `expected {before, after}, got ${show(exported)}`,
      'default',
    );
  }
  const {
    before,
    after,
    name = basename(path, extname(path)),
    title = name,
    known = {},
  } = exported;
  return { pair: { name, title, before, after }, known };
}

interface Exported extends Pick<DriverPair, 'before' | 'after'> {
  readonly name?: string;
  readonly title?: string;
  readonly known?: Knowledge;
}

/** The compiler has checked the types of the parts; this tells whether they are there. */
function isPairLike(value: unknown): value is Exported {
  return isVersion(field(value, 'before')) && isVersion(field(value, 'after'));
}

function isVersion(value: unknown): value is DriverVersion {
  const functions = ['encode', 'builds', 'convert'];
  return (
    functions.every((name) => typeof field(value, name) === 'function') &&
    typeof field(value, 'id') === 'string' &&
    typeof field(value, 'format') === 'object' &&
    typeof field(value, 'loop') === 'object'
  );
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
