// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { FEATURE_GROUPS } from '../corpus/features/vocabulary';
import { jsonText } from '../oracle/scenario/printable';
import { featuresText } from '../report/text/fixtures-text';
import { printText } from './print';

/** `hmm-pfn fixtures features` */
export function fixturesFeaturesCommand(): Command {
  return new Command('features')
    .description('List the features by which scenarios can be selected (generate --only).')
    .option('--json', 'print one JSON array instead of text')
    .action(({ json }: { readonly json?: true }) => {
      printText(`${json ? jsonText(FEATURE_GROUPS) : featuresText()}\n`);
    });
}
