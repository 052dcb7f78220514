// SPDX-License-Identifier: GPL-2.0-or-later
import { inspect } from 'node:util';
import { packageVersion } from '../oracle/package/files';
import { printableLines } from '../oracle/scenario/printable';
import { exhaustedResource } from '../oracle/scenario/system-error';

/*
 * Imported before anything else, so it depends on next to nothing: it must also work for modules that
 * do not load.
 */

/** What to print for a defect of our own: the stack, and what to do with it. */
export function defectText(error: unknown): string {
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : inspect(error);
  const { platform, arch, version } = process;
  const where = `${thisPackage()}, Node ${version}, ${platform} ${arch}`;
  const resource = exhaustedResource(error);
  const why =
    resource === undefined
      ? ['hmm-pfn: this is a defect in hmm-pfn itself; there is no verdict.']
      : [
          `hmm-pfn: a resource limit was reached, so there is no verdict: ${resource}.`,
          'If that limit is set as it should be, this is a defect in hmm-pfn itself.',
        ];
  const lines = [
    stack,
    ...why,
    'Please report it, with the lines above, the command line and its input, to whoever you got hmm-pfn',
    `from (README.md, "Reporting a defect"): ${where}.`,
  ];
  return printableLines(lines.join('\n'));
}

/** What reports the defect must not fail of it: package.json cannot be read where no more files may be opened. */
function thisPackage(): string {
  try {
    return `hmm-pfn ${packageVersion()}`;
  } catch {
    return 'hmm-pfn, version not readable';
  }
}
