// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../oracle/scenario/corpus';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { GOLDEN, goldenLines, goldenPath } from './sample';

const COUNTS: Readonly<Record<string, number>> = {
  edge: 41,
  events: 1500,
  formats: 1500,
  huge: 600,
  illformed: 800,
  small: 3000,
  systematic: 3000,
};

/** The one thing that a few hand-made vectors leave unsaid, and canonical documents say. */
function withInvalidate(scenario: string): string {
  return scenario.replace(/("beforeWalk":\d+),"entries"/g, '$1,"invalidate":false,"entries"');
}

describe.each(GOLDEN)('%s.jsonl', (name) => {
  it('is read to the end, each line with the results of three sides', async () => {
    let count = 0;
    for await (const { scenario, document, expect: results, line } of readCorpus(
      goldenPath(name),
    )) {
      count++;
      expect(line).toBe(count);
      expect(scenario.id).toBe(document.id);
      expect(Object.keys(results ?? {})).toEqual(['v5.7', 'legacy', 'modern']);
    }
    expect(count).toBe(COUNTS[name]);
  });

  it('is written byte for byte as it was read', () => {
    let sparse = 0;
    for (const line of goldenLines(name)) {
      const value: { scenario: unknown } = JSON.parse(line);
      const original = JSON.stringify(value.scenario);
      const written = JSON.stringify(writeScenario(readScenario(value.scenario, { file: name })));
      expect(written).toBe(withInvalidate(original));
      if (written !== original) sparse++;
    }
    expect(sparse).toBe(name === 'edge' ? 10 : 0);
  });

  it('is read again from what was written as the same scenarios', () => {
    for (const line of goldenLines(name)) {
      const value: { scenario: unknown } = JSON.parse(line);
      const scenario = readScenario(value.scenario, { file: name });
      const again: unknown = JSON.parse(JSON.stringify(writeScenario(scenario)));
      expect(readScenario(again, { file: name })).toEqual(scenario);
    }
  });
});
