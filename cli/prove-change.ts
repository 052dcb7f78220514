// SPDX-License-Identifier: GPL-2.0-or-later
import { availableParallelism } from 'node:os';
import { Interrupted } from '../oracle/child/interrupted';
import { InputError } from '../oracle/scenario/input-error';
import { DRIVER_FORMATS } from '../proof/tree/formats';
import { PLACES, withFormats } from '../proof/tree/places';
import { needsFormat, readProofTree } from '../proof/tree/proof-tree';
import { findProver } from '../proof/tree/tools';
import { kernelProofOf, noKernelProof } from '../report/text/kernel-proof';
import type { KernelProof } from '../tree/audit/report';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, proveTrees } from './prove-run';

/** The two trees of a change, by their folders. */
interface ChangeFolders {
  readonly before: string;
  readonly after: string;
}

/** What a prover says of a change: at all places, with the formats of the drivers if a tree needs one. */
export function proofOfChange(folders: ChangeFolders, signal: AbortSignal): Promise<KernelProof> {
  return proved(folders, signal).catch(withoutProof);
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
function withoutProof(error: unknown): KernelProof {
  if (error instanceof Interrupted) return noKernelProof('interrupted', true);
  if (error instanceof InputError) return noKernelProof(error.message);
  throw error;
}
