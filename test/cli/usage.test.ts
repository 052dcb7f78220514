// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli/program';

/** Parses arguments as the command does, and gives what it printed and threw. */
async function parse(parameters: readonly string[]): Promise<string> {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  const hmmPfn = program(parameters);
  for (const command of allOf(hmmPfn)) {
    command.configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    await hmmPfn.parseAsync(parameters, { from: 'user' });
  } catch (error) {
    return printed + (error instanceof Error ? error.message : String(error));
  }
  return printed;
}

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

describe('bad usage is named', () => {
  it.each([
    [['check', '--path', '12'], "option '--path' of a random scenario needs '--seed'"],
    [['check', '--scope', '0', '--every-call'], "'--scope 0' has none"],
    [['campaign', '--scope', '0', '--every-call'], '"every-call" expected a scope'],
    [['check', '--seed', '1', '--path', '1:x'], 'then :STEP any number of times, got 1:x'],
    [['check', '--seed', '1', '--path', '1:99999'], 'expected steps that the scenario has'],
    [['check', '--path', 'pte-9#1'], '"family" expected one of pte-1, formats, '],
    [['check', '--path', 'pte-1#99999999'], 'expected a number below 40320 in pte-1, got 99999999'],
    [
      ['fixtures', 'generate', '--count', '1', '--out', 'corpus.json'],
      'corpus.json: expected a file with a known extension',
    ],
    [['check', '--seed', '-1'], 'expected a whole number of at least 0, got -1'],
    [['campaign', '--jobs', '1000000'], 'expected a whole number from 1 to '],
    [['check', '--runs', 'many'], 'expected a whole number of at least 0, got many'],
    [['check', '--scope', '4'], 'Allowed choices are 0, 1, 2, 3'],
    [
      ['check', '--sides', 'modern,new'],
      'expected names from v5.7, legacy, modern, modern-32, modern-5.9,',
    ],
    [['check', '--profile', 'tiny'], 'Allowed choices are small, huge, mixed'],
    [['check', '--colour'], "unknown option '--colour'"],
    [['run', '--tree', 'own'], 'expected NAME=PATH, got own'],
    [['run', '--tree', 'modern=x'], 'expected a name that no other side has, got modern'],
    [['run', '--tree', 'a b=x'], 'expected a name of up to 40 letters'],
    [['run', '--tree', 'own=nowhere'], 'nowhere: expected the folder of a kernel tree'],
    [['run', '--sanitize'], "option '--sanitize' needs '--tree'"],
    [
      ['attempts', '--driver', 'radeon'],
      '"driver" expected nouveau-before, nouveau-after, amdgpu-before',
    ],
    [['run', '--max-line', '0'], 'expected a whole number of at least 1, got 0'],
    // Longer than a timer can wait, which would be over at once.
    [['prove', 'tree', 'x', '--time-limit', '107375'], 'from 1 to 86400, got 107375'],
    [['prove', 'format', '--time-limit', '99999999'], 'from 1 to 86400, got 99999999'],
    [['audit', 'nouveau', '--time-limit', '86401'], 'from 1 to 86400, got 86401'],
    [['audit', 'c', '--compile-timeout', '2147484'], 'from 1 to 86400, got 2147484'],
    [['audit', 'c', '--timeout', '4294967297'], 'from 10 to 86400000, got 4294967297'],
    [['check', '--html', ''], 'expected a path, got an empty name'],
    [['check', '--html', '-'], 'expected the name of a file, got - for standard output'],
    [
      ['check', '--html', 'x.html', '--report', 'json', './x.html'],
      'expected a different file for each report, got two for ./x.html',
    ],
    [['report', '--out', 'x.html'], "missing required argument 'files'"],
    [['report', 'fixtures/minimal'], "required option '--out <file>' not specified"],
    [['report', '--out', '-', 'x.json'], 'expected the name of a file, got - for standard output'],
    [['audit', 'c', '--init', 'x', '--json'], "option '--json' has no effect with '--init'"],
    [
      ['prove', 'tree', '--install', '--report', 'junit', 'x'],
      "option '--report' has no effect with '--install without a tree'",
    ],
    [['prove', 'tree', '--races'], "missing required argument 'folder'"],
    [['audit', 'c', '--init', ''], 'expected a path, got an empty name'],
    [['audit', 'c', '--init', 'package.json'], 'package.json: expected a folder, got something'],
    [['audit', 'c', '--init', '/proc/no/such'], '/proc/no/such: cannot be written: E'],
    [
      ['audit', 'c', '--before', 'x.c', '--after', 'x.c', '--keep', '/proc/no/such'],
      '/proc/no/such: cannot be written: E',
    ],
    [
      ['audit', 'c', '--before', 'test', '--after', 'x.c', '--adapter', 'x.c'],
      'test: expected a C file, got a directory',
    ],
    [['fixtures', 'generate', '--out', ''], 'expected a path, got an empty name'],
    [['fixtures', 'generate', '--out', 'package.json/x'], 'package.json/x: cannot be written: EN'],
    [
      ['fixtures', 'generate', '--out', 'x', '--prefix', 'X'],
      'expected a lower-case C identifier of at most 64 characters, got "X"',
    ],
    [
      ['fixtures', 'generate', '--out', 'x', '--from', 'x.jsonl', '--cover'],
      "option '--from <files...>' cannot be used with option '--cover'",
    ],
    [
      ['fixtures', 'generate', '--out', 'x', '--from', 'x.jsonl', '--seed', '1'],
      "option '--from <files...>' cannot be used with option '--seed <number>'",
    ],
    [
      ['fixtures', 'generate', '--out', 'x', '--count', '1', '--from', 'x.jsonl'],
      "option '--from <files...>' cannot be used with option '--count <number>'",
    ],
    [['fixtures', 'generate', '--out', 'x', '--from', ''], 'expected a path, got an empty name'],
    ...[['check'], ['audit', 'nouveau'], ['audit', 'c', 'x.c'], ['campaign']].flatMap(
      (words): [string[], string][] =>
        [
          ['--vectors', 'x.jsonl', '--no-vectors'],
          ['--no-vectors', '--vectors', 'x.jsonl'],
        ].map((given) => [
          [...words, ...given],
          "option '--vectors <files...>' cannot be used with option '--no-vectors'",
        ]),
    ),
    [
      ['fixtures', 'generate', '--out', 'x', '--from', '-', '--legacy', '-'],
      '"-" expected at most once, as standard input can only be read once, got it again',
    ],
    [
      ['fixtures', 'generate', '--out', 'x', '--allow-ill-formed'],
      '"--allow-ill-formed" expected a format (--legacy), got none',
    ],
    [
      ['fixtures', 'generate', '--out', 'x', '--legacy', 'documentation'],
      'expected a well-formed format (--allow-ill-formed takes any), got one that breaks\n  | valid-above-pfn',
    ],
    [['frobnicate'], "unknown command 'frobnicate'"],
  ])('%j', async (parameters, message) => {
    expect(await parse(parameters)).toContain(message);
  });
});

describe('help', () => {
  it.each(['', ...program().commands.map((command) => command.name())])('of %j', async (name) => {
    const parameters = name === '' ? ['--help'] : [name, '--help'];
    expect(await parse(parameters)).toContain(`Usage: hmm-pfn ${name}`.trimEnd());
  });
});
