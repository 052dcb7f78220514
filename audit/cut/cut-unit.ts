// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import { isFile, isFolder } from '../../oracle/scenario/stats';
import { cParser } from '../text/code/c-parser';
import { Cutter } from './cut';
import { type Definition, fileDefinitions } from './definitions';
import { knownOf } from './known';
import { mentionsOf } from './mentions';
import { TreeDefinitions } from './tree';
import { type Unit, unitOf } from './unit';

/** Functions of a file in a kernel tree. */
export interface CutRequest {
  /** The file; it lies in the tree. */
  readonly file: string;
  readonly tree: string;
  /** Folders in which headers are looked for that the tree does not have. */
  readonly headers?: readonly string[];
  readonly functions: readonly string[];
}

/** Which file of which tree is meant. */
interface CutPlace {
  readonly file: string;
  readonly tree: string;
}

/** What only the top of a kernel tree has. */
const TOPS = ['MAINTAINERS', 'include/linux/hmm.h'];

/**
 * Finds the file.
 * @param file a path in the tree, or one that leads into it.
 * @param tree undefined: the tree that the file lies in.
 * @throws InputError if there is no such file or tree.
 */
export function cutPlace(file: string, tree: string | undefined): CutPlace {
  if (tree !== undefined && !isFolder(tree)) {
    throw new InputError({ file: tree }, 'expected the folder of a kernel tree, got none');
  }
  const place =
    tree === undefined || (isFile(file) && isInside(resolve(tree), resolve(file)))
      ? resolve(file)
      : resolve(tree, file);
  if (!isFile(place)) {
    const where = tree === undefined ? '; name its tree with --tree-dir' : '';
    throw new InputError({ file: place }, `expected a C file, got none${where}`);
  }
  const top = tree === undefined ? topOf(place) : resolve(tree);
  if (top === undefined) {
    throw new InputError(
      { file: place },
      'expected a file in a kernel tree (a folder around it with MAINTAINERS or ' +
        'include/linux/hmm.h); name its tree with --tree-dir',
    );
  }
  return { file: place, tree: top };
}

/**
 * Folders with headers that a driver's tree does not have: of a kernel, or of a package of headers.
 * @throws InputError if one is no folder.
 */
export function headersPlaces(folders: readonly string[]): readonly string[] {
  for (const folder of folders) {
    if (isFolder(folder)) continue;
    throw new InputError({ file: folder }, 'expected a folder with headers, got none');
  }
  return folders.map((folder) => resolve(folder));
}

function isInside(folder: string, file: string): boolean {
  return !relative(folder, file).startsWith('..');
}

function topOf(file: string): string | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (TOPS.some((name) => existsSync(join(folder, name)))) return folder;
  }
  return undefined;
}

/**
 * Cuts functions out of a file of a kernel tree, with the static functions, types, macros and
 * variables that they need, from that file and from the headers that it includes.
 *
 * @param adapter the file that runs them: what it defines is not cut, what it names is.
 * @param headers texts of the headers that every unit has.
 * @throws InputError if the file does not define a function, or does so twice; or if nothing calls one.
 */
export async function cutUnit(
  { file, tree, functions, headers: others }: CutRequest,
  adapter: string,
  headers: readonly string[],
): Promise<Unit> {
  const parser = await cParser();
  const definitions = new TreeDefinitions(parser, tree, file, others);
  const adapterText = readFileSync(adapter, 'utf8');
  const own = fileDefinitions(parser, adapter, adapterText);
  const adapted = new Set([...own.names.values()].flat());
  const cutter = new Cutter(definitions, [
    { names: new Set(own.names.keys()), tags: new Set(own.tags.keys()) },
    knownOf(headers),
  ]);
  for (const name of functions) cutter.take(functionOf(definitions, name));
  for (const definition of adapted) cutter.mention(mentionsOf(definition));
  const cut = cutter.cut();
  // What an adapter includes of its own may call it, too.
  const uncalled = functions.find((name) => !cutter.uses(name));
  if (uncalled !== undefined && !/^\s{0,99}#\s{0,99}include\s{0,99}"/m.test(adapterText)) {
    const message = `expected a call of ${uncalled}(), got none: nothing else runs it, so that nothing would be said of it`;
    throw new InputError({ file: adapter }, message);
  }
  const called = [...adapted].filter(({ name, kind }) => kind === 'function' && cutter.names(name));
  return unitOf(cut, called);
}

/** The function of this name that the file defines. */
export function functionOf(definitions: TreeDefinitions, name: string): Definition {
  const { source, own } = definitions;
  const found = (own.names.get(name) ?? []).filter(({ kind }) => kind === 'function');
  const [first, second] = found;
  if (second !== undefined) {
    const lines = found.map(({ line }) => line).join(' and ');
    throw new InputError({ file: source }, `defines ${name}() more than once, in lines ${lines}`);
  }
  if (first !== undefined) return first;
  const what = own.names.has(name)
    ? `defines ${name}, but as no function with a body`
    : `defines no function ${name}()`;
  const calling = [...own.names.values()]
    .flat()
    .filter(({ kind, text }) => kind === 'function' && text.includes('hmm_range_fault'))
    .map((one) => `${one.name}()`);
  const hint = calling.length === 0 ? '' : `; hmm_range_fault() is called by ${calling.join(', ')}`;
  throw new InputError({ file: source }, `${what}${hint}`);
}
