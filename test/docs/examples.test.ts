// SPDX-License-Identifier: GPL-2.0-or-later
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../cli/program';
import { RUN_SOURCES } from '../../oracle/package/files';
import { noCompiler } from '../audit-c/support';
import { type Ended, ended } from '../support/command';
import { hmmPfnHere } from '../support/command-here';
import { linkedFolder } from '../support/linked-folder';
import { type Block, blocksIn, blocksOf, commandsOf, mismatch, pages } from './blocks';

const ROOT = resolve(__dirname, '../..');
const BLOCKS = pages().flatMap(blocksOf);
const COMMANDS = commandsOf(BLOCKS);
/** The command from source, and as an installed package has it. */
const OWN_COMMAND = /(?:npm run hmm-pfn --|npx hmm-pfn)(?= )/;

/**
 * What a command line prints, on both streams, in a checkout. What it writes below `out/` is written
 * elsewhere.
 */
async function runLine(line: string): Promise<string> {
  const folder = linkedFolder();
  const { stdout, stderr } = await endOf(line.replaceAll(' out/', ` ${folder}/`));
  return `${stdout}${stderr}`.replaceAll(`${folder}/`, 'out/');
}

/** A shell runs a line in which it has something to do. */
function endOf(line: string): Promise<Ended> {
  const [before, parameters = ''] = line.split(OWN_COMMAND);
  if (before === '' && !/["'`$\\|<>;&*?]/.test(parameters))
    return hmmPfnHere(parameters.trim().split(/ +/));
  const command = [process.execPath, ...RUN_SOURCES, 'cli/main.ts'].join(' ');
  return ended(spawn('sh', ['-c', line.replace(OWN_COMMAND, command)], { cwd: ROOT }));
}

/** What a block of TypeScript prints; it is run as CommonJS, in which nothing awaits by itself. */
function runBlock({ text }: Block): { readonly stdout: string; readonly stderr: string } {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  const file = join(linkedFolder(), 'example.cjs');
  writeFileSync(file, `(async () => {\n${outputText}\n})();\n`);
  return spawnSync(process.execPath, [...RUN_SOURCES, file], { cwd: ROOT, encoding: 'utf8' });
}

/** What the compiler says against blocks, by their places: one program, as they lean on the same types. */
function typeErrorsOf(blocks: readonly Block[]): ReadonlyMap<string, readonly string[]> {
  const folder = linkedFolder();
  const files = blocks.map(({ place, text }, index) => {
    const file = join(folder, `example-${index}.ts`);
    writeFileSync(file, text);
    return { place, file };
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    // As a bundler resolves, which has one kind of module only, sources and example agree on types.
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // A block without import is a module, too: no block sees the names of another.
    moduleDetection: ts.ModuleDetectionKind.Force,
    customConditions: ['hmm-pfn-source'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  };
  const program = ts.createProgram(
    files.map(({ file }) => file),
    options,
  );
  const general = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  return new Map(
    files.map(({ place, file }) => {
      const own = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
      const all = [...general, ...own];
      return [
        place,
        all.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      ];
    }),
  );
}

describe('the TypeScript of a page runs', () => {
  const blocks = BLOCKS.filter(({ language, notRun }) => language === 'ts' && notRun === undefined);
  let errors: ReadonlyMap<string, readonly string[]> = new Map();
  beforeAll(() => {
    errors = typeErrorsOf(blocks);
  }, 300_000);

  it.each(blocks.map((block) => [block.place, block] as const))(
    '%s',
    { timeout: 300_000 },
    (place, block) => {
      expect(errors.get(place)).toEqual([]);
      const { stdout, stderr } = runBlock(block);
      expect(stderr).toBe('');
      if (block.shown !== undefined) expect(mismatch(block.shown, stdout)).toBeUndefined();
    },
  );
});

describe('a command prints what the page shows', () => {
  const missing = noCompiler();
  const all = COMMANDS.filter((one) => one.shown !== undefined && one.notRun === undefined);
  const needsCompiler = (command: string): boolean => / audit c /.test(command);
  const shown = all.filter(({ command }) => missing === undefined || !needsCompiler(command));
  for (const { place, command } of all.filter((one) => !shown.includes(one))) {
    it.skip(`${place} ${command} (SKIP: ${missing})`, () => {});
  }

  it.each(shown.map((one) => [one.place, one.command, one.shown ?? ''] as const))(
    '%s %s',
    { timeout: 300_000 },
    async (_, command, output) => {
      // Only this project's own commands can be shown with their output.
      expect(command).toMatch(OWN_COMMAND);
      expect(mismatch(output, await runLine(command))).toBeUndefined();
    },
  );
});

describe('a command that a page names exists, with its options', () => {
  const own = COMMANDS.filter(({ command }) => OWN_COMMAND.test(command));

  it.each(own.map(({ place, command }) => [place, command] as const))(
    '%s %s',
    async (_, command) => {
      const hmmPfn = program();
      for (const each of allOf(hmmPfn)) each.action(() => {});
      const [, parameters = ''] = command.split(OWN_COMMAND);
      const words = parameters
        .replace(/[<|>;].*$/, '')
        .trim()
        .split(' ');
      await expect(hmmPfn.parseAsync(words, { from: 'user' })).resolves.toBe(hmmPfn);
    },
  );
});

function allOf(command: ReturnType<typeof program>): readonly ReturnType<typeof program>[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(allOf);
}

describe('what is not run', () => {
  const marked = BLOCKS.filter(({ notRun }) => notRun !== undefined);
  // The list is empty as long as everything can be run.
  for (const { place, notRun } of marked) it.skip(`${place}: ${notRun}`, () => {});

  it('is marked with a reason', () => {
    const text = 'a\n```sh not-run: takes minutes\nnpm test\n```\n\n```\n1 passed\n```\n';
    expect(commandsOf(blocksIn('a.md', text))).toEqual([
      { place: 'a.md:2', notRun: 'takes minutes', command: 'npm test', shown: '1 passed\n' },
    ]);
  });
});

describe('what a page shows is compared line by line', () => {
  it.each([
    ['one\n…\nthree\n', 'one\ntwo\nthree\n', undefined],
    ['one\n…\nthree\n', 'one\nthree\n', undefined],
    ['…\nt… c\n', 'one\ntwo b c\n', undefined],
    ['one\nthree\n', 'one\ntwo\nthree\n', 'every line that is shown is there, but with others'],
    ['one\n', 'one\ntwo\n', 'every line that is shown is there, but with others'],
    ['one\n…\nthree.\n', 'one\ntwo\nthree!\n', 'no line of the output is "three."'],
  ])('%j in %j', (shown, output, problem) => {
    if (problem === undefined) expect(mismatch(shown, output)).toBeUndefined();
    else expect(mismatch(shown, output)).toContain(problem);
  });
});
