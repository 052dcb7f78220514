// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { type Block, mismatch } from '../docs/blocks';
import { ROOT, run } from './install';

/** Writes a file of the project, and gives its name back. */
export function write(folder: string, name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** The driver's model that is there to be copied. */
export const EXAMPLE = readFileSync(join(ROOT, 'examples', 'my-driver.ts'), 'utf8');
/** A small audit. */
export const QUICK = ['--runs', '50', '--scope', '0', '--no-vectors', '--seed', '1'];

/** The model as JavaScript. */
export function exampleAs(module: ts.ModuleKind): string {
  const compilerOptions = { module, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(EXAMPLE, { compilerOptions }).outputText;
}

/** What a user may write: something of each entry point. */
export const USE = `
const scenario = minimalScenario('hugetlb-none-valid');
const { modern } = runScenario(scenario);
console.log(modern.pfns, decodeModern(BigInt(modern.pfns[0] ?? 0)).state, generateScenario(1, 2).id);
console.log(compareScenario(scenario).pairs.map(({ verdict }) => verdict).join());
console.log(typeof eachPage, fc.sample(scenarioArbitrary('small'), { seed: 1, numRuns: 1 }).length);
`;
/** What it needs of each. */
export const NAMES = {
  'hmm-pfn': 'compareScenario, minimalScenario, runScenario',
  'hmm-pfn/formats': 'decodeModern',
  'hmm-pfn/generate': 'generateScenario, scenarioArbitrary',
  'hmm-pfn/drivers': 'eachPage',
};
/** What it prints. */
export const PRINTED = "[ '0x0' ] none 1-2\nequal,differ\nfunction 1\n";

/** The imports of {@link USE}, in ECMAScript's words. */
export function imports(): string {
  const lines = Object.entries(NAMES).map(([from, names]) => `import { ${names} } from '${from}';`);
  return [...lines, "import * as fc from 'fast-check';"].join('\n');
}

/** The ways in which TypeScript's users have modules resolved. */
export const RESOLUTIONS = [
  [ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  [ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  [ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
] as const;

/** What the compiler says against files of the project, which has no types of Node. */
export function typeErrors(
  folder: string,
  names: readonly string[],
  module: ts.ModuleKind,
  moduleResolution: ts.ModuleResolutionKind,
): readonly string[] {
  const files = names.map((name) => join(folder, name));
  const program = ts.createProgram(files, {
    ...{ module, moduleResolution, strict: true, noEmit: true, skipLibCheck: false },
    skipDefaultLibCheck: true,
    ...{ target: ts.ScriptTarget.ES2022, types: [], lib: ['lib.es2023.d.ts'] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    return `${basename(file?.fileName ?? '')}: ${text}`;
  });
}

/** Runs a page's block in the project, as an ECMAScript module, and compares what it prints. */
export async function runExample(
  folder: string,
  { text, shown }: Block,
): Promise<{ readonly stderr: string; readonly problem: string | undefined }> {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  const file = write(folder, 'example.mjs', outputText);
  const { stdout, stderr } = await run(folder, process.execPath, file);
  return { stderr, problem: shown === undefined ? undefined : mismatch(shown, stdout) };
}
