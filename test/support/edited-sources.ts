// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type CompilerHost,
  type CompilerOptions,
  createCompilerHost,
  createProgram,
  createSourceFile,
  type Program,
  parseJsonConfigFileContent,
  readConfigFile,
  type SourceFile,
  sys,
} from 'typescript';
import { ROOT, SourceGraph, sourceText } from './source-graph';

const FOLDERS = [
  ...['mm', 'legacy', 'modern', 'oracle', 'drivers', 'audit', 'corpus', 'report'],
  ...['tree', 'proof', 'kernel', 'cli', 'api'],
];

/** Every source of the project that is no test and no tool. */
export const SOURCES: readonly string[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

/**
 * Some sources with other text, by file: what was there, and what takes its place; or the whole text
 * of a file that is new.
 */
export type Edits = Readonly<
  Record<string, readonly (readonly [there: string, instead: string])[] | string>
>;

/** The sources as a compiler sees them after some edits; what is not edited is parsed once. */
export class EditedSources {
  private readonly options = compilerOptions();
  private readonly host = createCompilerHost(this.options);
  private readonly parsed = new Map<string, SourceFile | undefined>();
  private last: Program | undefined;

  /** The files, of those given, that the compiler complains about. */
  complaints(edits: Edits, files: readonly string[]): readonly string[] {
    const host: CompilerHost = {
      ...this.host,
      // Without it the compiler does not look into the folder of a new file.
      directoryExists: (name) => {
        const folder = `${relative(ROOT, name)}/`;
        const isNew = Object.keys(edits).some((file) => file.startsWith(folder));
        return isNew || this.host.directoryExists?.(name) !== false;
      },
      fileExists: (name) => relative(ROOT, name) in edits || this.host.fileExists(name),
      getSourceFile: (name, target) => {
        const file = relative(ROOT, name);
        if (file in edits) return createSourceFile(name, edited(file, edits[file]), target);
        if (!this.parsed.has(name)) this.parsed.set(name, this.host.getSourceFile(name, target));
        return this.parsed.get(name);
      },
    };
    const names = files.map((file) => join(ROOT, file));
    const program = createProgram(names, this.options, host, this.last);
    this.last = program;
    return files.filter((file) => {
      const source = program.getSourceFile(join(ROOT, file));
      if (source === undefined) throw new Error(`no source ${file}`);
      return program.getSemanticDiagnostics(source).length > 0;
    });
  }
}

/** Lends what does not depend on an edited source, so that it is loaded once. */
const UNEDITED = new SourceGraph();

/** The sources as they run after some edits. */
export function running(edits: Edits): SourceGraph {
  const changed = Object.entries(edits).map(([file, edit]) => ({ file, text: edited(file, edit) }));
  return new SourceGraph({ changed, base: UNEDITED });
}

/** Several edits as one; those of one file follow each other. */
export function together(...several: readonly Edits[]): Edits {
  const all: Record<string, Edits[string]> = {};
  for (const edits of several) {
    for (const [file, edit] of Object.entries(edits)) {
      const before = all[file];
      if (typeof edit === 'string' || typeof before === 'string') all[file] = edit;
      else all[file] = [...(before ?? []), ...edit];
    }
  }
  return all;
}

function compilerOptions(): CompilerOptions {
  const { config } = readConfigFile(join(ROOT, 'tsconfig.json'), sys.readFile);
  return parseJsonConfigFileContent({ ...config, include: [] }, sys, ROOT).options;
}

function edited(file: string, edits: Edits[string] = []): string {
  if (typeof edits === 'string') {
    if (existsSync(join(ROOT, file))) throw new Error(`${file} is there, and no new file`);
    return edits;
  }
  let text = sourceText(file);
  for (const [there, instead] of edits) {
    if (text.split(there).length !== 2)
      throw new Error(`${file} does not have this once: ${there}`);
    text = text.replace(there, () => instead);
  }
  return text;
}
