// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { TREE_RELEASES } from '../../kernel/trees/suites';
import { AddressSpace } from '../../mm/address-space';
import type { ModernRevision } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { goldenFiles } from '../../oracle/package/golden';
import { resultOf } from '../../oracle/run/result';
import { runSide } from '../../oracle/run/run-side';
import { ModernSide } from '../../oracle/run/side';
import { type CorpusScenario, readCorpus } from '../../oracle/scenario/corpus';

const FOLDER = join(__dirname, '..', '..', 'fixtures', 'golden', 'releases');

/** A file of what a release's own code made of the golden vectors. */
interface ReleaseFile {
  readonly about: {
    readonly schema: string;
    readonly orderShift: number | null;
    readonly others: string;
    readonly revision: ModernRevision;
  };
  /** By the id of the vector; those that are as in the release before are left out. */
  readonly results: ReadonlyMap<string, object>;
}

function readRelease(series: string): ReleaseFile {
  const text = gunzipSync(readFileSync(join(FOLDER, `${series}.jsonl.gz`))).toString('utf8');
  const [about, ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { about, results: new Map(lines.map(({ id, result }) => [id, result])) };
}

describe('what the code of releases made of the golden vectors', () => {
  const vectors: CorpusScenario[] = [];
  beforeAll(async () => {
    for (const file of goldenFiles()) for await (const one of readCorpus(file)) vectors.push(one);
  });

  const all = TREE_RELEASES.map(({ series }) => series);
  it.each(all)('%s: the model of what it does comes to the same', (series) => {
    const until = all.slice(0, all.indexOf(series) + 1).map(readRelease);
    const { schema, orderShift, others, revision } = until.at(-1)?.about ?? fail();
    expect(schema).toBe('hmm-release-results/1');
    expect(others).toBe(`those of ${all[all.indexOf(series) - 1] ?? '5.8'}`);
    const layout = (['5.9', '6.16'] as const)
      .map((kernel) => layoutOf(kernel, 64))
      .find((one) => one.orderShift === orderShift);
    const space = new AddressSpace();
    const model = new ModernSide(space, 'modern', { revision, layout: layout ?? fail() });
    const wrong = vectors.filter(({ scenario, document, expect: golden }) => {
      const measured = until.findLast(({ results }) => results.has(document.id));
      space.load(scenario.mm);
      runSide(model, scenario);
      const due = measured?.results.get(document.id) ?? golden?.modern;
      return JSON.stringify(resultOf(model)) !== JSON.stringify(due);
    });
    expect(vectors).toHaveLength(10_441);
    expect(wrong.map(({ document }) => document.id)).toEqual([]);
  });
});

function fail(): never {
  throw new Error('the file does not say what its release does');
}
