// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hmmPfn } from '../support/command';

const FILE = join(resolve(__dirname, '../..'), 'docs/reports.md');
const PAGE = readFileSync(FILE, 'utf8');

describe('the samples of docs/reports.md', () => {
  const samples = [...PAGE.matchAll(/```sh\nnpm run hmm-pfn -- (.*)\n```\n\n```\n([\s\S]*?)```/g)];

  it.each(samples.map(([, words = '', shown = '']) => [words, shown]))(
    '%s',
    async (words, shown) => {
      const { stdout } = await hmmPfn(words.split(' '));
      // In what is shown, … stands for anything.
      const parts = shown.trimEnd().split('…');
      let at = 0;
      for (const part of parts) {
        const found = stdout.indexOf(part.replace(/^\n/, ''), at);
        expect(found, part).toBeGreaterThanOrEqual(at);
        at = found + part.trimStart().length;
      }
    },
  );

  it('are one of each format', () => {
    const formats = samples.map(([, words = '']) => /--report (\w+)/.exec(words)?.[1]);
    expect(formats).toEqual(['json', 'junit', 'ktap', 'sarif']);
  });

  it('link to pages and schemas that are there', () => {
    const links = [...PAGE.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(join(dirname(FILE), target)))).toEqual([]);
  });
});
