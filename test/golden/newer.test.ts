// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { KERNEL_RELEASES } from '../../kernel/boot/releases';
import { AddressSpace } from '../../mm/address-space';
import { resultOf } from '../../oracle/run/result';
import { runSide } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';
import { modelOf, readRelease, releaseLines } from './release-files';

/** A scenario, and what the code of releases made of it. */
interface Measured {
  readonly scenario: object;
  readonly results: readonly { readonly releases: readonly string[]; readonly result: object }[];
}

describe('what the code of releases made of documents that say what no vector says', () => {
  const [about, ...lines] = releaseLines('newer') as [{ schema: string }, ...Measured[]];
  const measured = lines.map((line, index) => ({
    ...line,
    scenario: readScenario(line.scenario, { file: 'newer.jsonl.gz', line: index + 2 }),
  }));

  // 900 of the profile recent, and 400 calls that only 7.3 has.
  it.each(KERNEL_RELEASES.map(({ series }) => [series, series === '7.3' ? 1300 : 900] as const))(
    '%s: the model of what it does comes to the same in %i',
    (series, count) => {
      expect(about.schema).toBe('hmm-newer-results/1');
      const space = new AddressSpace();
      const model = modelOf(readRelease(series), space, series === '7.3' ? 'modern-7.3' : 'modern');
      const wrong: string[] = [];
      let compared = 0;
      for (const { scenario, results } of measured) {
        const due = results.find(({ releases }) => releases.includes(series));
        if (due === undefined) continue;
        space.load(scenario.mm);
        runSide(model, scenario);
        compared++;
        if (JSON.stringify(resultOf(model)) !== JSON.stringify(due.result)) wrong.push(scenario.id);
      }
      expect(compared).toBe(count);
      expect(wrong).toEqual([]);
    },
  );
});
