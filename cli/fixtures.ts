// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { addCommands, type LazyCommand, type Words } from './lazy-command';

const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'generate',
    summary: 'write scenarios with the results of each side',
    load: () => {
      const module: typeof import('./fixtures-generate') = require('./fixtures-generate');
      return module.fixturesGenerateCommand();
    },
  },
  {
    name: 'verify',
    summary: 'run existing fixtures again and report what changed',
    load: () => {
      const module: typeof import('./fixtures-verify') = require('./fixtures-verify');
      return module.fixturesVerifyCommand();
    },
  },
  {
    name: 'features',
    summary: 'list the features by which scenarios can be selected',
    load: () => {
      const module: typeof import('./fixtures-features') = require('./fixtures-features');
      return module.fixturesFeaturesCommand();
    },
  },
];

/** `hmm-pfn fixtures`: corpora for the tests of others. */
export function fixturesCommand(words: Words): Command {
  const command = new Command('fixtures').description(
    'Generate fixtures for other tests: address spaces with the results of each side, as JSON Lines, ' +
      'a C header, a KUnit suite or TAP; and verify that existing fixtures still hold.',
  );
  return addCommands(command, COMMANDS, words);
}
