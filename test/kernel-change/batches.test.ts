// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { treeScenarioBatches } from '../../tree/audit/scenarios';

const PAGE = 4096;
const START = 0x7f00_0000_0000;

/** A document with many entries, and a range of one page. */
function entriesOf(count: number): string {
  const at = (page: number): string => `0x${(START + PAGE * page).toString(16)}`;
  return JSON.stringify({
    ...{ schema: 'hmm-scenario/1', id: 'entries' },
    mm: {
      ...{ nextPfn: '0x200000', zeroPfn: '0x1' },
      vmas: [{ start: at(0), end: at(count), flags: ['read', 'write'], backing: 'anon' }],
      entries: Array.from({ length: count }, (_, page) => ({
        ...{ level: 'pte', at: at(page), is: 'present', pfn: `0x${(0x1000 + page).toString(16)}` },
      })),
    },
    range: { start: at(0), end: at(1), default: 'r', mask: '.', requests: '.', owner: 0 },
  });
}

it.each([
  ['many scenarios', 1, 501, [500, 1]],
  ['scenarios with many entries on few pages', 7_000, 7, [3, 3, 1]],
])('a batch of an audit is bounded where a file has %s', async (_, entries, documents, sizes) => {
  const file = join(makeTemporaryFolder('test'), 'many.jsonl');
  writeFileSync(file, `${Array(documents).fill(entriesOf(entries)).join('\n')}\n`);
  const found: number[] = [];
  const sources = { vectors: [file], scope: 0, seed: 1, runs: 0 } as const;
  for await (const { scenarios } of treeScenarioBatches(sources, false))
    found.push(scenarios.length);
  expect(found).toEqual(sizes);
});
