// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

/*
 * What ts-node does to each file before it runs, remembered: a command of a hundred files otherwise
 * spends its first seconds on transpiling them. The cache lies with the installed packages, goes with
 * them, and is keyed by the text, so that it is never out of date. JavaScript, because it is what
 * loads TypeScript.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** What is the same whatever the project says. */
const ALWAYS = { noEmit: false, sourceMap: true, inlineSources: true };
const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'node_modules', '.cache', 'hmm-pfn');

/** By tsconfig.json; the compiler is loaded only for what is not remembered. */
exports.projectTranspiler = () => {
  const file = join(ROOT, 'tsconfig.json');
  const text = readFileSync(file, 'utf8');
  return remembering(text, () => {
    const ts = require('typescript');
    // Which files there are is not asked: one after another is given.
    const config = { ...ts.parseConfigFileTextToJson(file, text).config, include: [], files: [] };
    return ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options;
  });
};

/** ts-node's interface for transpilers; what it has read of tsconfig.json is the same. */
exports.create = exports.projectTranspiler;

function remembering(salt, optionsOf) {
  const { version } = require('typescript/package.json');
  const begun = createHash('sha256').update(
    `${version} ${salt} ${JSON.stringify(ALWAYS)} ${withConstantExports}\0`,
  );
  let compilerOptions;
  return {
    transpile(input, { fileName }) {
      const key = begun.copy().update(`${fileName}\0${input}`).digest('hex');
      const file = join(FOLDER, `${key}.json`);
      const known = read(file);
      if (known !== undefined) return known;
      sayOnce();
      compilerOptions ??= { ...optionsOf(), ...ALWAYS };
      const transpiled = require('typescript').transpileModule(input, {
        fileName,
        compilerOptions,
      });
      const output = {
        outputText: withConstantExports(transpiled.outputText),
        sourceMapText: transpiled.sourceMapText,
      };
      write(file, output);
      return output;
    },
  };
}

/**
 * What TypeScript made of a module, with exported constants that are assigned once; lines keep their numbers.
 *
 * TypeScript first gives each of them the value undefined, for modules that import one another in a circle. A
 * property that is assigned twice is none that V8 takes for constant: compiled code then reads
 * `units.PAGE_SIZE` or `Kind.table` from memory at each use, instead of having the number in the instruction.
 * No file here imports itself by way of others (test/imports.test.ts), so the first assignment can go.
 */
exports.withConstantExports = withConstantExports;

function withConstantExports(text) {
  return text.replaceAll(/^(?:exports\.\w+ = )+void 0;$/gm, '');
}

/** A command that takes a file or two anew says nothing; the first one of a checkout takes seconds. */
const MANY = 20;
let made = 0;

function sayOnce() {
  made++;
  if (made === MANY && process.stderr.isTTY) {
    process.stderr.write('hmm-pfn: compiling the sources, which is done once …\n');
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Under another name first: two commands may start at once. What cannot be kept is made again. */
function write(file, output) {
  try {
    mkdirSync(FOLDER, { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(output));
    renameSync(temporary, file);
  } catch {}
}
