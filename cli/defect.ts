// SPDX-License-Identifier: GPL-2.0-or-later
import { inspect } from 'node:util';
import { packageVersion } from '../oracle/package/files';
import { printableLines } from '../oracle/scenario/printable';
import { exhaustedResource } from '../oracle/scenario/system-error';

/*
 * Imported before anything else, so it stands on next to nothing: what it says must also be said of
 * modules that do not load.
 */

/** What to print of a defect of ours: the stack, and what to do with it. */
export function defectText(error: unknown): string {
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : inspect(error);
  const { platform, arch, version } = process;
  const where = `hmm-pfn ${packageVersion()}, Node ${version}, ${platform} ${arch}`;
  const resource = exhaustedResource(error);
  const why =
    resource === undefined
      ? ['hmm-pfn: this is a defect of hmm-pfn itself; there is no verdict.']
      : [
          `hmm-pfn: a limit was reached, so that there is no verdict: ${resource}.`,
          'If the limit is as it should be, this is a defect of hmm-pfn itself.',
        ];
  const lines = [
    stack,
    ...why,
    'Please report it with the lines above, the command line and its input, to whoever you have hmm-pfn',
    `from (README.md, "Reporting a defect"): ${where}.`,
  ];
  return printableLines(lines.join('\n'));
}
