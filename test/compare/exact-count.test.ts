// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exactCount } from '../../oracle/differences/count/exact-count';
import { Runner } from '../../oracle/run/runner';
import { readCorpus } from '../../oracle/scenario/corpus';

const FOLDER = join(__dirname, '../../fixtures/golden');

it.each(['systematic', 'events', 'formats'])(
  'the exact count is the one that the kernel’s own code returned: %s',
  async (corpus) => {
    const [side] = Runner.of(['v5.7']).sides;
    if (side === undefined) throw new Error('v5.7 runs');
    let counted = 0;
    for await (const { scenario, expect: expected } of readCorpus(
      join(FOLDER, `${corpus}.jsonl.gz`),
    )) {
      const measured = expected?.['v5.7'];
      if (measured?.ret !== 0) continue;
      counted++;
      expect({ id: scenario.id, pages: exactCount(side, scenario) }).toEqual({
        id: scenario.id,
        pages: measured.pages,
      });
    }
    expect(counted).toBeGreaterThan(100);
  },
);
