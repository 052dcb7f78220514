// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { packageVersion } from '../oracle/package/files';
import { attemptsCommand } from './attempts';
import { auditCommand } from './audit';
import { checkCommand } from './check';
import { EXIT_CODE_HELP } from './exit-code';
import { explainCommand } from './explain';
import { fixturesCommand } from './fixtures';
import { printText, usageText } from './print';
import { reportCommand } from './report';
import { requestsCommand } from './requests';
import { runCommand } from './run';

/** The command with all its subcommands; it throws instead of ending the process. */
export function program(): Command {
  const hmmPfn = new Command('hmm-pfn')
    .description(
      'Differential reference tests for the two pfn formats of hmm_range_fault(): the customizable ' +
        'one (v5.7, legacy) and the fixed HMM_PFN_* one (modern).',
    )
    .version(packageVersion(), '--version', 'print the version')
    .addHelpText('after', EXIT_CODE_HELP);
  for (const command of [
    checkCommand(),
    explainCommand(),
    runCommand(),
    auditCommand(),
    fixturesCommand(),
    reportCommand(),
    attemptsCommand(),
    requestsCommand(),
  ]) {
    hmmPfn.addCommand(command);
  }
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
