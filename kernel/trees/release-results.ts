// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AddressSpace } from '../../mm/address-space';
import { goldenFiles } from '../../oracle/package/files';
import { resultOf } from '../../oracle/run/result';
import { runSide } from '../../oracle/run/runner';
import { type CorpusScenario, readCorpus } from '../../oracle/scenario/corpus';
import { InputError } from '../../oracle/scenario/input-error';
import type { Scenario } from '../../oracle/scenario/scenario';
import { findToolchain } from '../../tree/build/toolchain';
import { openTree, type RunnableTree } from '../../tree/side/open-tree';
import { KERNEL_RELEASES } from '../boot/releases';
import { findTree } from './kept';
import { NewerResults, newerScenarios } from './newer-results';

/*
 * Runs the mm/hmm.c of releases, unmodified, on the golden vectors, and writes what came of it to
 * fixtures/golden/releases/, each release without what is as in the one before, and 5.10 without what the
 * vectors have of 5.8; and on random scenarios of what documents can say since version 2, which no vector has. Needs the releases' sources: npm run test:tree -- --install.
 */
const FOLDER = join('fixtures', 'golden', 'releases');

const MADE =
  'npm run release-results: mm/hmm.c and mm/pagewalk.c of the package, unmodified, run by tree/host/';

/** The results of a release, one a vector. */
interface Measured {
  readonly release: string;
  readonly results: readonly (object | undefined)[];
}

async function main(): Promise<void> {
  const vectors = await goldenVectors();
  const newer = new NewerResults(newerScenarios());
  const toolchain = await findToolchain();
  mkdirSync(FOLDER, { recursive: true });
  try {
    let before: Measured = { release: '5.8', results: vectors.map(({ expect }) => expect?.modern) };
    for (const { series } of KERNEL_RELEASES) {
      const kept = findTree(series);
      if (kept === undefined) {
        const how = 'npm run test:tree -- --install';
        throw new InputError({ file: series }, `its sources are not in the cache (${how})`);
      }
      const tree = await openTree({ name: `v${series}`, folder: kept.folder }, toolchain);
      try {
        const run = runnerOf(tree);
        const results = vectors.map(({ scenario }) => run(scenario));
        newer.measure(series, run);
        const lines = [
          aboutOf(tree, kept.version, before.release),
          ...changes(before, results, vectors),
        ];
        const file = join(FOLDER, `${series}.jsonl.gz`);
        const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
        writeFileSync(file, gzipSync(text, { level: 9 }));
        const others = `${lines.length - 1} of ${vectors.length} results`;
        console.log(`${file}: ${others} are not those of ${before.release}`);
        before = { release: series, results };
      } finally {
        tree.close();
      }
    }
    newer.write(join(FOLDER, 'newer.jsonl.gz'), {
      ...{ schema: 'hmm-newer-results/1', made: MADE },
      releases: 'those of the files beside this one',
    });
  } finally {
    toolchain.close();
  }
}

async function goldenVectors(): Promise<readonly CorpusScenario[]> {
  const vectors: CorpusScenario[] = [];
  for (const file of goldenFiles()) for await (const one of readCorpus(file)) vectors.push(one);
  return vectors;
}

/** What a tree makes of a scenario. */
function runnerOf(tree: RunnableTree): (scenario: Scenario) => object {
  const space = new AddressSpace();
  const side = tree.side(space);
  return (scenario) => {
    space.load(scenario.mm);
    runSide(side, scenario);
    if (side.failure !== undefined) throw side.failure;
    return resultOf(side);
  };
}

/** The first line of a file: what ran, and which results the file leaves out. */
function aboutOf(tree: RunnableTree, version: string, before: string): object {
  const { orderShift, carriesDmaFlags, revision } = tree.features;
  return {
    schema: 'hmm-release-results/1',
    package: version,
    made: MADE,
    files: tree.files,
    ...{ bits: tree.bits, orderShift: orderShift ?? null, carriesDmaFlags, revision },
    others: `those of ${before}`,
  };
}

/** A line for each result that is not the one of the release before. */
function changes(
  before: Measured,
  results: readonly object[],
  vectors: readonly CorpusScenario[],
): readonly object[] {
  return results.flatMap((result, index) => {
    const same = JSON.stringify(before.results[index]) === JSON.stringify(result);
    return same ? [] : [{ id: vectors[index]?.document.id, result }];
  });
}

main();
