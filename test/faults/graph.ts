// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import type { AddressSpace } from '../../mm/address-space';
import type * as SideModule from '../../oracle/run/side';
import type { Side, SideName } from '../../oracle/run/side';

const ROOT = resolve(__dirname, '../..');

/** One wrong line: in `file`, the text `right` (which stands there once) becomes `wrong`. */
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

/**
 * Makes a side from the project's sources with one line changed, in modules of their own: nothing
 * of it is shared with the sides that it is compared with, except the address space.
 * @throws Error if the line to change does not stand in the file exactly once.
 */
export function faultySide(fault: PlantedFault, name: SideName, space: AddressSpace): Side {
  return faultyMaker(fault)(name, space);
}

/** As {@link faultySide}, for several sides: the sources are loaded once. */
export function faultyMaker(fault: PlantedFault): (name: SideName, space: AddressSpace) => Side {
  const graph = new SourceGraph(fault);
  const module = graph.load('oracle/run/side.ts');
  if (!makesSides(module)) throw new Error('oracle/run/side.ts exports no makeSide');
  return module.makeSide;
}

/**
 * Loads a module of the project, and all that it imports, with one line changed.
 * @throws Error if the line to change does not stand in the file exactly once.
 */
export function faultyModule(fault: PlantedFault, file: string): object {
  return new SourceGraph(fault).load(file);
}

function makesSides(module: object): module is typeof SideModule {
  return 'makeSide' in module && typeof module.makeSide === 'function';
}

interface LoadedModule {
  exports: object;
}

const compiled = new Map<string, string>();

/** A module graph that is loaded from TypeScript sources afresh. */
class SourceGraph {
  private readonly modules = new Map<string, LoadedModule>();

  constructor(private readonly fault: PlantedFault) {}

  load(file: string): object {
    const known = this.modules.get(file);
    if (known !== undefined) return known.exports;
    const module: LoadedModule = { exports: {} };
    this.modules.set(file, module);
    const require = (name: string): unknown =>
      name.startsWith('.')
        ? this.load(resolveSource(file, name))
        : createRequire(join(ROOT, file))(name);
    const names = ['module', 'exports', 'require', '__dirname', '__filename'];
    const body = compileFunction(this.javascript(file), names);
    const path = join(ROOT, file);
    body(module, module.exports, require, dirname(path), path);
    return module.exports;
  }

  private javascript(file: string): string {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const source = file === this.fault.file ? planted(text, this.fault) : text;
    let script = compiled.get(source);
    if (script === undefined) {
      const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2023 };
      script = transpileModule(source, { compilerOptions }).outputText;
      compiled.set(source, script);
    }
    return script;
  }
}

function resolveSource(from: string, name: string): string {
  const path = join(dirname(from), `${name}.ts`);
  if (!existsSync(join(ROOT, path))) throw new Error(`${from} imports ${name}, which is not there`);
  return relative('.', path);
}

function planted(text: string, { name, file, right, wrong }: PlantedFault): string {
  const times = text.split(right).length - 1;
  if (times !== 1) {
    throw new Error(`fault "${name}" expected its line once in ${file}, got ${times} times`);
  }
  return text.replace(right, () => wrong);
}
