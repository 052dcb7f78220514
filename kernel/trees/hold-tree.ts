// SPDX-License-Identifier: GPL-2.0-or-later
import type { BitsPerLong } from '../../modern/format';
import type { HeldReport } from '../../oracle/external/held-report';
import { type HeldSources, holdToModel } from '../../oracle/external/hold-to-model';
import { treeExternal } from '../../tree/audit/tree-external';
import type { Toolchain } from '../../tree/build/toolchain';
import { openTree } from '../../tree/side/open-tree';

/** A tree to compare with its model. */
export interface TreeSource {
  readonly name: string;
  readonly folder: string;
  /** The version of the package that it comes from; undefined for a user's own. */
  readonly version: string | undefined;
}

/** How far a tree is the model that it is nearest to. */
export interface HeldTree extends HeldReport {
  readonly version: string | undefined;
  /** In what its sources are known to differ from the model of that name. */
  readonly differs: readonly string[];
}

/**
 * Compiles a tree for longs of some width and holds it to its model.
 * @throws InputError for a tree that is none, or cannot be compiled.
 */
export async function holdTree(
  { name, folder, version, bits }: TreeSource & { readonly bits: BitsPerLong },
  sources: HeldSources,
  toolchain: Toolchain,
  progress: (stage: string, done: number) => void,
  signal: AbortSignal,
): Promise<HeldTree> {
  const tree = await openTree({ name, folder }, toolchain, { bits });
  try {
    const side = treeExternal(tree);
    try {
      const report = await holdToModel(side, sources, progress, signal);
      return { ...report, version, differs: tree.fit.differs };
    } finally {
      side.close();
    }
  } finally {
    tree.close();
  }
}
