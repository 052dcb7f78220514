// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { requestsTable, requestsText } from '../oracle/report/requests-table';
import { jsonText } from '../oracle/scenario/printable';
import { printText } from './print';

/** `hmm-pfn requests` */
export function requestsCommand(): Command {
  return new Command('requests')
    .description('Print what each default_flags and pfn_flags_mask make of each request.')
    .option('--json', 'one JSON object instead of text')
    .action(({ json }: { readonly json?: true }) => {
      const text = json ? jsonText(requestsTable()) : requestsText();
      printText(`${text}\n`);
    });
}
