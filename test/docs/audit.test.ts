// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hmmPfn } from '../support/command';

const PAGE = readFileSync(join(resolve(__dirname, '../..'), 'docs/audit.md'), 'utf8');

/** The commands of a page's `sh` blocks, each with the output that the page shows after it. */
function commandsOf(page: string): { readonly command: string; readonly shown: string }[] {
  return [...page.matchAll(/```sh\n([\s\S]*?)```(?:\n\n```\n([\s\S]*?)```)?/g)].flatMap(
    ([, block = '', shown = '']) =>
      block
        .trim()
        .split('\n')
        .map((command) => ({ command, shown })),
  );
}

describe('the commands of docs/audit.md', () => {
  it.each(commandsOf(PAGE).map(({ command, shown }) => [command, shown] as const))(
    '%s prints what the page shows',
    async (command, shown) => {
      const parameters = command.replace('npm run hmm-pfn -- ', '').split(' ');
      const { code, stdout, stderr } = await hmmPfn(parameters);
      expect({ stderr, code }).toEqual({ stderr: '', code: command.includes('first-try') ? 1 : 0 });
      for (const line of shown.trim().split('\n')) expect(stdout).toContain(line);
    },
  );
});
