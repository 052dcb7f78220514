// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

/*
 * Has Node.js run the project's TypeScript in the threads and processes that a command starts, and in the commands that
 * the tests start by the hundred. Commands themselves are run by ts-node (package.json); this does what it does by
 * tsconfig.json, without loading it and the compiler while every file is remembered, which takes most of the time in
 * which they start. JavaScript, because it is what loads TypeScript.
 */
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { projectTranspiler } = require('./transpile-cache.cjs');

const ROOT = join(__dirname, '..');
/** What was made of each file that runs. */
const outputs = new Map();
let transpiler;

require.extensions['.ts'] = (module, file) => {
  if (isOurs(file)) return module._compile(outputOf(file).outputText, file);
  useTsNode();
  return require.extensions['.ts'](module, file);
};

function isOurs(file) {
  return file.startsWith(ROOT + sep) && !file.includes(`${sep}node_modules${sep}`);
}

function outputOf(file) {
  transpiler ??= projectTranspiler();
  const output = transpiler.transpile(readFileSync(file, 'utf8'), { fileName: file });
  outputs.set(file, output);
  return output;
}

/** A user's own TypeScript is run as ts-node runs it, whatever stands around it; so is all that is loaded later. */
function useTsNode() {
  // As if it had been the first: it would hand on to this one what it has compiled.
  delete require.extensions['.ts'];
  require('ts-node/register/transpile-only');
}

// Stacks name places in the sources, by the package that ts-node does it with.
createRequire(require.resolve('ts-node'))('@cspotcode/source-map-support').install({
  environment: 'node',
  retrieveSourceMap(file) {
    const output = outputs.get(file);
    if (output === undefined) return null;
    const map = JSON.parse(output.sourceMapText);
    return { url: file, map: { ...map, file, sources: [pathToFileURL(file).href] } };
  },
});
