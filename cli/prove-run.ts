// SPDX-License-Identifier: GPL-2.0-or-later
import { inTemporaryFolder } from '../oracle/scenario/temporary-folder';
import type { ProofPlace } from '../proof/tree/places';
import type { ProofTree } from '../proof/tree/proof-tree';
import { proveTree, type TreeProof } from '../proof/tree/prove-tree';
import type { ProverTools } from '../proof/tree/tools';
import { ProgressLine } from './terminal';

/** What a run of the prover may take. A run takes some 10 s of processor time, and 500 MB. */
export const DEFAULT_SECONDS = 60;
export const DEFAULT_MEGABYTES = 1536;

/** How trees are proved, as options say it. */
export interface ProveOptions {
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly jobs: number;
}

/**
 * Proves trees in a temporary folder, with a line of progress.
 * @throws InputError for a tree that does not compile.
 * @throws Interrupted
 */
export async function proveTrees(
  trees: readonly ProofTree[],
  places: readonly ProofPlace[],
  tools: ProverTools,
  { timeLimit, memoryLimit, jobs }: ProveOptions,
  signal: AbortSignal,
): Promise<TreeProof> {
  const line = new ProgressLine(process.stderr);
  try {
    return await inTemporaryFolder('prove-tree', (folder) =>
      proveTree(trees, places, {
        tools,
        limits: { seconds: timeLimit, megabytes: memoryLimit, signal },
        ...{ jobs, folder },
        progress: ({ name }, done) => line.show(name, done, places.length),
      }),
    );
  } finally {
    line.clear();
  }
}
