// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { packageVersion } from '../oracle/package/files';
import { EXIT_CODE_HELP } from './exit-code';
import { addCommands, type LazyCommand, type Words } from './lazy-command';
import { printText, usageText } from './print';

const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'check',
    summary: 'check the models against measured results, each other and the contract',
    load: () => {
      const { checkCommand }: typeof import('./check') = require('./check');
      return checkCommand();
    },
  },
  {
    name: 'campaign',
    summary: 'check many scenarios: on all processors, for hours, on many machines',
    load: () => {
      const { campaignCommand }: typeof import('./campaign') = require('./campaign');
      return campaignCommand();
    },
  },
  {
    name: 'merge',
    summary: 'add up the shards of a campaign and give its verdict',
    load: () => {
      const { mergeCommand }: typeof import('./merge') = require('./merge');
      return mergeCommand();
    },
  },
  {
    name: 'worker',
    summary: 'run chunks of campaigns of other machines',
    load: () => {
      const { workerCommand }: typeof import('./worker') = require('./worker');
      return workerCommand();
    },
  },
  {
    name: 'explain',
    summary: 'explain one scenario: what each side did, word by word, and the verdict',
    load: () => {
      const { explainCommand }: typeof import('./explain') = require('./explain');
      return explainCommand();
    },
  },
  {
    name: 'run',
    summary: 'run scenarios and print their results as JSON Lines',
    load: () => {
      const { runCommand }: typeof import('./run') = require('./run');
      return runCommand();
    },
  },
  {
    name: 'audit',
    summary: 'audit the port of a driver: a built-in one, a model, C code, a patch',
    load: (words) => {
      const { auditCommand }: typeof import('./audit') = require('./audit');
      return auditCommand(words);
    },
  },
  {
    name: 'fixtures',
    summary: 'generate and verify fixtures: JSON Lines, C header, KUnit suite, TAP',
    load: (words) => {
      const { fixturesCommand }: typeof import('./fixtures') = require('./fixtures');
      return fixturesCommand(words);
    },
  },
  {
    name: 'report',
    summary: 'make an HTML report from saved reports and scenarios',
    load: () => {
      const { reportCommand }: typeof import('./report') = require('./report');
      return reportCommand();
    },
  },
  {
    name: 'attempts',
    summary: 'run the drivers’ retry loops under every schedule of a bounded scope',
    load: () => {
      const { attemptsCommand }: typeof import('./attempts') = require('./attempts');
      return attemptsCommand();
    },
  },
  {
    name: 'prove',
    summary: 'prove with a solver what holds for all words of a format',
    load: () => {
      const { proveCommand }: typeof import('./prove') = require('./prove');
      return proveCommand();
    },
  },
  {
    name: 'requests',
    summary: 'print the effect of default_flags and pfn_flags_mask on each request',
    load: () => {
      const { requestsCommand }: typeof import('./requests') = require('./requests');
      return requestsCommand();
    },
  },
];

/**
 * The command with its subcommands; it throws instead of ending the process.
 *
 * @param words the command line: what it does not name is not loaded.
 */
export function program(words?: Words): Command {
  const hmmPfn = new Command('hmm-pfn')
    .description(
      'Differential reference tests for the two pfn formats of hmm_range_fault(): the customizable ' +
        'one (v5.7, legacy) and the fixed HMM_PFN_* one (modern).',
    )
    .version(packageVersion(), '--version', 'print the version')
    .addHelpText('after', EXIT_CODE_HELP);
  addCommands(hmmPfn, COMMANDS, words);
  for (const command of allOf(hmmPfn)) {
    command.exitOverride().configureOutput({
      writeOut: printText,
      outputError: (text, write) => write(usageText(text)),
    });
  }
  return hmmPfn;
}

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}
