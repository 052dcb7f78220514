// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChangedLine, countedFile, coverageOfChange } from '../coverage/missed-lines';
import type { RunnableTree } from '../side/open-tree';
import type { RunningTree } from '../side/tree-child';
import { type Batch, Outcome } from '../wire/types';
import type { KernelCoverage } from './report';

/** The tree after a change, compiled with counters, and the lines that the change wrote. */
export interface CountedTree {
  readonly tree: Pick<RunnableTree, 'start' | 'coverageOf'>;
  readonly lines: readonly ChangedLine[];
}

/** Outcomes with which the process ends, and its counters with it. */
const ENDS: ReadonlySet<Outcome> = new Set([
  Outcome.fault,
  Outcome.timeout,
  Outcome.sanitizer,
  Outcome.ended,
]);

/** The tree after a change with counters: it runs what the other two run, and is judged by nobody. */
export class CountingChild {
  private readonly child: RunningTree;
  private ended = 0;

  constructor(private readonly counted: CountedTree) {
    this.child = counted.tree.start();
  }

  async run(batch: Batch): Promise<void> {
    const replies = await this.child.runBatch(batch);
    if (replies.allPlain) return;
    for (let index = 0; index < replies.count; index++) {
      if (ENDS.has(replies.view(index).outcome)) this.ended++;
    }
  }

  /**
   * What all batches reached.
   * @throws InputError if gcov cannot read it.
   */
  async coverage(): Promise<KernelCoverage> {
    const { tree, lines } = this.counted;
    const files = await tree.coverageOf(this.child);
    return {
      files: files.map(countedFile),
      changed: coverageOfChange(files, lines),
      processesEnded: this.ended,
    };
  }

  close(): void {
    this.child.close();
  }
}
