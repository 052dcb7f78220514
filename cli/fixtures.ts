// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { FEATURE_GROUPS } from '../oracle/fixtures/features/vocabulary';
import { featuresText } from '../oracle/report/fixtures-text';
import { jsonText } from '../oracle/scenario/printable';
import { fixturesGenerateCommand } from './fixtures-generate';
import { fixturesVerifyCommand } from './fixtures-verify';
import { printText } from './print';

/** `hmm-pfn fixtures`: corpora for the tests of others. */
export function fixturesCommand(): Command {
  return new Command('fixtures')
    .description(
      'Fixtures for other tests: address spaces with what each side makes of them, as JSON Lines, a ' +
        'C header, a KUnit suite or TAP; and whether written ones still hold.',
    )
    .addCommand(fixturesGenerateCommand())
    .addCommand(fixturesVerifyCommand())
    .addCommand(featuresCommand());
}

/** `hmm-pfn fixtures features` */
function featuresCommand(): Command {
  return new Command('features')
    .description('List the features by which fixtures can be chosen (generate --only).')
    .option('--json', 'one JSON array instead of text')
    .action(({ json }: { readonly json?: true }) => {
      printText(`${json ? jsonText(FEATURE_GROUPS) : featuresText()}\n`);
    });
}
