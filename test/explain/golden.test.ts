// SPDX-License-Identifier: GPL-2.0-or-later

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sidesShowing } from '../../oracle/check/minimal';
import { choose } from '../../oracle/explain/choose';
import { explain } from '../../oracle/explain/explain';
import { KNOWN_ENTRIES } from '../../oracle/explain/known';
import { Runner } from '../../oracle/run/runner';
import { readCorpus } from '../../oracle/scenario/corpus';
import { goldenPath } from '../scenario/sample';
import { textOf } from './samples';

const FIXTURES = join(__dirname, '../../fixtures');

/** Tables may be wider than the terminal, within reason. */
const LONGEST = 120;

function longLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.length > LONGEST || line !== line.trimEnd());
}

describe('every golden vector can be explained', () => {
  it.each([
    ['edge', 41],
    ['huge', 300],
    ['events', 200],
    ['formats', 100],
    ['illformed', 200],
  ])('%s', async (name, vectors) => {
    const runner = Runner.of(['v5.7', 'legacy', 'modern']);
    let count = 0;
    for await (const item of readCorpus(goldenPath(name))) {
      const chosen = { ...item, measured: true, entry: undefined };
      const explanation = explain(chosen, runner);
      expect(explanation.sides.map(({ expected }) => expected?.agrees)).toEqual([true, true, true]);
      expect(explanation.fresh).toEqual([]);
      expect(longLines(textOf(explanation))).toEqual([]);
      if (++count === vectors) break;
    }
    expect(count).toBe(vectors);
  });
});

it('every known entry is explained by its minimal scenario', async () => {
  for (const { id, title } of KNOWN_ENTRIES) {
    const runner = Runner.of(sidesShowing(id));
    const explanation = explain(await choose(id, {}, FIXTURES), runner);
    const text = textOf(explanation);
    expect(text.replace(/\n/g, ' ')).toContain(`${id}: ${title}`);
    expect(longLines(text)).toEqual([]);
    const shown = [
      ...explanation.pairs.flatMap((pair) => ('causes' in pair ? pair.causes : [])),
      ...explanation.pairs.flatMap((pair) => (pair.verdict === 'incomparable' ? pair.why : [])),
      ...(explanation.broken ?? []),
    ];
    expect(shown.map((one) => one.id)).toContain(id);
  }
});
