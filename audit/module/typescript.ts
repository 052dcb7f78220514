// SPDX-License-Identifier: GPL-2.0-or-later
import { createRequire } from 'node:module';
import type * as TsNode from 'ts-node';
import type ts from 'typescript';
import { FROM_SOURCE, packageFile } from '../../oracle/package/files';
import { systemErrorCode } from '../../oracle/scenario/system-error';
import { doesNotLoad, Unusable } from './load-error';

type Compiler = typeof ts;

/*
 * The compiler and ts-node are there in a checkout; beside an installed package only if the user has
 * them.
 */

/**
 * What the compiler says of a module.
 * @throws Unusable if it says anything against it, or if it is not there.
 */
export async function checkTypeScript(file: string): Promise<void> {
  const { compiler } = await findTools();
  requireInterface(compiler);
  const errors = compilerErrors(compiler, file);
  if (errors !== '') throw new Unusable(`does not compile:\n${errors.trimEnd()}`);
}

/**
 * Runs a TypeScript module, whatever its types.
 * @returns what it exports.
 * @throws Unusable if it cannot be run.
 */
export async function runTypeScript(file: string): Promise<unknown> {
  return runModule(await findTools(), file);
}

interface Tools {
  readonly compiler: Compiler;
  readonly tsNode: typeof TsNode;
}

async function findTools(): Promise<Tools> {
  try {
    const [compiler, tsNode] = await Promise.all([import('typescript'), import('ts-node')]);
    return { compiler: compiler.default, tsNode };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    const message =
      'is TypeScript, for which hmm-pfn needs the compiler and ts-node beside it: ' +
      'npm install --save-dev typescript@6 ts-node@10 (a JavaScript module needs neither)';
    throw new Unusable(message);
  }
}

/** TypeScript 7 is a program; what it has to be called from JavaScript is not there yet. */
function requireInterface({ createProgram, version }: Partial<Compiler>): void {
  if (createProgram !== undefined) return;
  const message =
    `is TypeScript, for which hmm-pfn needs a compiler that can be called, which TypeScript ${version} ` +
    'cannot: npm install --save-dev typescript@6 (a JavaScript module needs none)';
  throw new Unusable(message);
}

/** What the compiler says, as it shows it; empty if it is content. */
function compilerErrors(compiler: Compiler, file: string): string {
  const program = compiler.createProgram([file], compilerOptions(compiler, file));
  const diagnostics = compiler
    .getPreEmitDiagnostics(program)
    .filter(({ category }) => category === compiler.DiagnosticCategory.Error);
  return compiler.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: compiler.sys.getCurrentDirectory,
    getNewLine: () => '\n',
  });
}

/** As strict as this project is, but for what is unused. */
function compilerOptions(compiler: Compiler, file: string): ts.CompilerOptions {
  const options: ts.CompilerOptions = {
    // Compilers that users have need not know ES2023, which the sources of this project are written in.
    target: FROM_SOURCE ? compiler.ScriptTarget.ES2023 : compiler.ScriptTarget.ES2022,
    // Before TypeScript 5.9 there is no node20.
    module: compiler.ModuleKind.Node20 ?? compiler.ModuleKind.Node16,
    moduleResolution: compiler.ModuleResolutionKind.Node16,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    skipLibCheck: true,
    noEmit: true,
    ...(FROM_SOURCE
      ? {
          customConditions: ['hmm-pfn-source'],
          typeRoots: [packageFile('node_modules', '@types')],
        }
      : {}),
  };
  const node = compiler.resolveTypeReferenceDirective('node', file, options, compiler.sys);
  const types = node.resolvedTypeReferenceDirective === undefined ? [] : ['node'];
  return { ...options, types };
}

function runModule({ compiler, tsNode }: Tools, file: string): unknown {
  const require = createRequire(file);
  // From source ts-node is there already.
  if (require.extensions['.ts'] === undefined) {
    tsNode.register({
      transpileOnly: true,
      skipProject: true,
      // Whatever package the module stands in, it is run as CommonJS.
      moduleTypes: { '**/*': 'cjs' },
      compilerOptions: {
        module: 'commonjs',
        // TypeScript 6 refuses what those before it want for CommonJS.
        moduleResolution: Number.parseInt(compiler.version, 10) < 6 ? 'node10' : 'bundler',
        target: 'es2022',
        esModuleInterop: true,
      },
    });
  }
  try {
    return require(file);
  } catch (error) {
    throw doesNotLoad(error);
  }
}
