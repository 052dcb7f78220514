// SPDX-License-Identifier: GPL-2.0-or-later
import { beforeAll, describe, expect, it } from 'vitest';
import { KERNEL_RELEASES } from '../../kernel/boot/releases';
import { AddressSpace } from '../../mm/address-space';
import { type ModernRevision, RELEASES, revisionOf } from '../../modern/revision';
import { goldenFiles } from '../../oracle/package/files';
import { resultOf } from '../../oracle/run/result';
import { runSide } from '../../oracle/run/runner';
import { type CorpusScenario, readCorpus } from '../../oracle/scenario/corpus';
import { modelOf, readRelease } from './release-files';

/** As docs/kernel-trees.md has it: its last stable kernels. */
const TAKEN_OVER_BY_5_10: Partial<ModernRevision> = {
  devmapPtesReported: true,
  mixedMapsWalked: true,
  gapIsOneHole: true,
};

describe('what the code of releases made of the golden vectors', () => {
  const vectors: CorpusScenario[] = [];
  beforeAll(async () => {
    for (const file of goldenFiles()) for await (const one of readCorpus(file)) vectors.push(one);
  });

  const all = KERNEL_RELEASES.map(({ series }) => series);
  it.each(all)('%s: the model of what it does comes to the same', (series) => {
    const release = readRelease(series);
    const until = [...all.slice(0, all.indexOf(series)).map(readRelease), release];
    expect(release.about.schema).toBe('hmm-release-results/1');
    expect(release.about.others).toBe(`those of ${all[all.indexOf(series) - 1] ?? '5.8'}`);
    const space = new AddressSpace();
    const model = modelOf(release, space);
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

  /** A stable kernel takes changes over from later releases; it takes none back. */
  it.each(all)('%s: has the changes that it is said to have, by its number', (series) => {
    const { revision } = readRelease(series).about;
    const version = RELEASES.find((one) => one === series);
    if (version === undefined) throw new Error(`expected a release, got ${series}`);
    const said = revisionOf(version);
    const takenOver = series === '5.10' ? TAKEN_OVER_BY_5_10 : {};
    expect({ ...said, ...takenOver }).toEqual(revision);
  });
});
