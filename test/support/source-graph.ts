// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import { Script } from 'node:vm';
import { ModuleKind, ScriptTarget } from 'typescript';

/** The folder of the project. */
export const ROOT = resolve(__dirname, '../..');

/** A source file of the project with another text. */
export interface ChangedSource {
  readonly file: string;
  readonly text: string;
}

/** What a graph takes from elsewhere than the files of the project. */
export interface GraphOptions {
  readonly changed?: readonly ChangedSource[];
  /** Lends the modules that do not depend on a changed one; without it nothing is shared. */
  readonly base?: SourceGraph;
  /** What an import of these names gives. */
  readonly externals?: Readonly<Record<string, object>>;
  /** Called before a module of its own is run. */
  readonly onLoad?: () => void;
}

/** The text of a source file of the project. */
export function sourceText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

interface LoadedModule {
  exports: object;
}

type Body = (
  module: LoadedModule,
  exports: object,
  require: (name: string) => unknown,
  folder: string,
  file: string,
) => void;

interface Compiled {
  readonly script: Script;
  /** The files of the project that it imports. */
  readonly imports: readonly string[];
}

const compiled = new Map<string, Compiled>();

interface Transpiler {
  transpile(text: string, options: { readonly fileName: string }): { readonly outputText: string };
}

/** What ts-node uses here: it remembers what it has made, also for the next process. */
const transpiler: Transpiler = createRequire(__filename)(
  join(ROOT, 'tools/transpile-cache.cjs'),
).create({
  service: {
    config: { options: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2023 } },
  },
});

/** A module graph that is loaded from TypeScript sources afresh, some of them changed. */
export class SourceGraph {
  private readonly modules = new Map<string, LoadedModule>();
  private readonly touched = new Map<string, boolean>();

  constructor(private readonly options: GraphOptions = {}) {}

  /** Loads a module, given by its path in the project, and all that it imports. */
  load(file: string): object {
    const { base, externals = {} } = this.options;
    if (base !== undefined && !this.isChanged(file)) return base.load(file);
    const known = this.modules.get(file);
    if (known !== undefined) return known.exports;
    const module: LoadedModule = { exports: {} };
    this.modules.set(file, module);
    const path = join(ROOT, file);
    const { resolve: find } = createRequire(path);
    const require = (name: string): unknown => {
      if (!name.startsWith('.')) return externals[name] ?? createRequire(path)(name);
      const source = this.sourceFileOf(file, name);
      return source === undefined ? createRequire(path)(name) : this.load(source);
    };
    Object.assign(require, { resolve: find });
    this.options.onLoad?.();
    const body: Body = this.compiled(file).script.runInThisContext();
    body(module, module.exports, require, dirname(path), path);
    return module.exports;
  }

  /** Compiles a module and all that it imports, and runs nothing. */
  prepare(file: string): void {
    this.isChanged(file);
  }

  /** Whether a module, or one that it imports, is changed. */
  isChanged(file: string): boolean {
    const known = this.touched.get(file);
    if (known !== undefined) return known;
    // Until it is known; a circle adds nothing to it.
    this.touched.set(file, false);
    const isChanged = this.options.changed?.some((one) => one.file === file) === true;
    const touched = isChanged || this.compiled(file).imports.some((one) => this.isChanged(one));
    this.touched.set(file, touched);
    return touched;
  }

  private compiled(file: string): Compiled {
    const text = this.options.changed?.find((one) => one.file === file)?.text;
    return compiledOf(file, text, (name) => this.sourceFileOf(file, name));
  }

  /** The TypeScript source that an import means; undefined for anything else, such as JSON. */
  private sourceFileOf(from: string, name: string): string | undefined {
    const path = normalize(join(dirname(from), name));
    const files = path.endsWith('.ts') ? [path] : [`${path}.ts`, `${path}/index.ts`];
    return files.find(
      (file) =>
        this.options.changed?.some((one) => one.file === file) === true ||
        existsSync(join(ROOT, file)),
    );
  }
}

function compiledOf(
  file: string,
  changed: string | undefined,
  sourceFileOf: (name: string) => string | undefined,
): Compiled {
  // An unchanged file is compiled once; a changed one is seldom asked for twice.
  const known = changed === undefined ? compiled.get(file) : undefined;
  if (known !== undefined) return known;
  const { outputText } = transpiler.transpile(changed ?? sourceText(file), { fileName: file });
  const parameters = 'module, exports, require, __dirname, __filename';
  const script = new Script(`(function (${parameters}) {${outputText}\n})`, {
    filename: join(ROOT, file),
  });
  // The compiler writes the quotes of an import; a module that is loaded when it is needed stands in those of its source.
  const imports = [...outputText.matchAll(/require\(["'](\.[^"']*)["']\)/g)].flatMap(
    ([, name]) => sourceFileOf(name ?? '') ?? [],
  );
  const result = { script, imports };
  if (changed === undefined) compiled.set(file, result);
  return result;
}
