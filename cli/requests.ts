// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { jsonText } from '../oracle/scenario/printable';
import { requestsTable, requestsText } from '../report/text/requests-table';
import { printText } from './print';

/** `hmm-pfn requests` */
export function requestsCommand(): Command {
  return new Command('requests')
    .description(
      'Print the effective request for every default_flags, pfn_flags_mask and request of a page.',
    )
    .option('--json', 'print one JSON object instead of text')
    .action(({ json }: { readonly json?: true }) => {
      const text = json ? jsonText(requestsTable()) : requestsText();
      printText(`${text}\n`);
    });
}
