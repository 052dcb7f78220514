// SPDX-License-Identifier: GPL-2.0-or-later
import { availableParallelism } from 'node:os';
import { Interrupted } from '../oracle/child/interrupted';
import { InputError } from '../oracle/scenario/input-error';
import { DRIVER_FORMATS } from '../proof/tree/formats';
import { PLACES, withFormats } from '../proof/tree/places';
import { needsFormat, readProofTree } from '../proof/tree/proof-tree';
import { findProver } from '../proof/tree/tools';
import { kernelProofOf, noKernelProof } from '../report/text/kernel-proof';
import type { ChangeFolders } from '../tree/audit/open-change';
import type { KernelProof } from '../tree/audit/report';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, proveTrees } from './prove-run';

/** What a prover says of a change: at all places, with the formats of the drivers if a tree needs one. */
export function proofOfChange(folders: ChangeFolders, signal: AbortSignal): Promise<KernelProof> {
  return proved(folders, signal).catch((error) => withoutProof(folders, error));
}

async function proved({ before, after }: ChangeFolders, signal: AbortSignal): Promise<KernelProof> {
  const tools = findProver();
  if ('missing' in tools) return noKernelProof(tools.missing);
  const trees = [before, after].map(readProofTree);
  const places = needsFormat(trees) ? withFormats(PLACES, DRIVER_FORMATS) : PLACES;
  const options = {
    ...{
      timeLimit: DEFAULT_SECONDS,
      memoryLimit: DEFAULT_MEGABYTES,
      jobs: Math.min(2, availableParallelism()),
    },
  };
  return kernelProofOf(await proveTrees(trees, places, tools, options, signal));
}

/** What was audited stands, whatever becomes of its proof. */
function withoutProof(folders: ChangeFolders, error: unknown): KernelProof {
  if (error instanceof Interrupted) return noKernelProof('interrupted', true);
  if (error instanceof InputError) return noKernelProof(folders.named(error).message);
  throw error;
}
