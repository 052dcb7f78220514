// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeFile } from '../../oracle/package/files';
import { InputError } from '../../oracle/scenario/input-error';
import { codeOf, directivesIn, identifiersOf, type SourceLine } from './code';
import type { TreeFile, TreeSources } from './read-tree';

/** The headers in place of the kernel's, and the glue. */
export const STAND_INS = codeFile('tree', 'stand-ins');

/** Words of conditions that are no names of macros. */
const OPERATORS = new Set(['defined', 'IS_ENABLED', 'IS_BUILTIN', 'IS_MODULE', 'IS_REACHABLE']);
const CONDITIONS = new Set(['if', 'ifdef', 'ifndef', 'elif']);

/**
 * Refuses a tree whose code depends on what nobody decided: an option or another macro that neither
 * the stand-in headers nor the tree's own files define (or name as undefined) would silently drop
 * code, and what was dropped would be compared with nobody noticing.
 *
 * @throws InputError with the name, the file and the line.
 */
export function refuseUnknownConditions(sources: TreeSources): void {
  const known = knownMacros(sources);
  for (const file of sources.files) {
    refuseUnknownOptions(file, known);
    for (const directive of directivesIn(file.code)) {
      for (const name of namesOfCondition(directive)) {
        if (known.has(name)) continue;
        throw unknown(file, directive.number, name, 'a macro that decides which code there is');
      }
    }
  }
}

function refuseUnknownOptions(file: TreeFile, known: ReadonlySet<string>): void {
  file.code.split('\n').forEach((line, index) => {
    for (const name of identifiersOf(line)) {
      if (!name.startsWith('CONFIG_') || known.has(name)) continue;
      throw unknown(file, index + 1, name, 'a configuration option');
    }
  });
}

function unknown({ path, place }: TreeFile, line: number, name: string, what: string): InputError {
  return new InputError(
    { file: place, line },
    `expected ${what} that the stand-in headers know (tree/stand-ins/options.h), got ${name} in ` +
      `${path}: whether it is set changes which code is compiled`,
  );
}

/** The macros that a condition asks about; an include guard asks about its own. */
function namesOfCondition({ text }: SourceLine): readonly string[] {
  const [directive = '', ...names] = identifiersOf(text);
  return CONDITIONS.has(directive) ? names.filter((name) => !OPERATORS.has(name)) : [];
}

/** What the stand-ins and the tree's files define or undefine. */
function knownMacros({ files }: TreeSources): ReadonlySet<string> {
  const codes = [...files.map(({ code }) => code), ...standInTexts().map(codeOf)];
  const names = codes.flatMap((code) =>
    directivesIn(code).flatMap(({ text }) => {
      const [directive, name] = identifiersOf(text);
      return (directive === 'define' || directive === 'undef') && name !== undefined ? [name] : [];
    }),
  );
  return new Set(names);
}

function standInTexts(): readonly string[] {
  return readdirSync(STAND_INS).map((name) => readFileSync(join(STAND_INS, name), 'utf8'));
}

const INCLUDE = /^#\s{0,20}include\s{0,20}[<"]([^>"\n]{1,200})[>"]/gm;

/**
 * The headers that a tree's files include and that are not its own: stand-ins are put in their place.
 * @throws InputError for a name that leads elsewhere.
 */
export function standInNames({ files }: TreeSources): readonly string[] {
  const own = new Set<string>(files.map(({ path }) => path.replace('include/', '')));
  const names = new Set<string>();
  for (const { text, place } of files) {
    for (const [, name = ''] of text.matchAll(INCLUDE)) {
      if (name.startsWith('/') || name.split('/').includes('..') || name.endsWith('.c')) {
        throw new InputError({ file: place }, `expected headers of the kernel, got ${name}`);
      }
      if (!own.has(name)) names.add(name);
    }
  }
  return [...names].sort();
}
