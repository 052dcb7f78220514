// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import {
  type ChangedCoverage,
  type CoveredFile,
  countedFile,
  coverageOfChange,
  functionsReached,
} from '../coverage/missed-lines';
import type { ChangedTreeLine } from '../coverage/types';
import type { RunnableTree } from '../side/open-tree';
import type { RunningTree } from '../side/tree-child';
import { type WireBatch, WireOutcome } from '../wire/types';
import type { KernelCoverage } from './report';

/**
 * What is counted: all that runs; or a sample, until each line that the change wrote was reached, and left by each
 * of its ways, as that is all that is to be known.
 */
export type CountedExtent = 'all' | 'sample';

/** The tree after a change, compiled with counters, and the lines that the change wrote. */
export interface CountedTree {
  /** While the other trees are judged already; undefined if it cannot be compiled, and nobody asked for it. */
  readonly tree: Promise<Opened['tree'] | undefined>;
  readonly lines: readonly ChangedTreeLine[];
  readonly extent: CountedExtent;
}

interface Opened {
  readonly tree: Pick<RunnableTree, 'start' | 'coverageOf'>;
  readonly child: RunningTree;
}

/** Outcomes with which the process ends, and its counters with it. */
const ENDS: ReadonlySet<WireOutcome> = new Set([
  WireOutcome.fault,
  WireOutcome.timeout,
  WireOutcome.sanitizer,
  WireOutcome.ended,
]);

/** A sample has this many batches, which the golden vectors fill, and of the others every so-manyth. */
const FIRST = 32;
const STRIDE = 10;
/** After this many batches of a sample it is looked at whether anything is left to be reached. */
const LOOKS: ReadonlySet<number> = new Set([FIRST, 2 * FIRST]);

/** The tree after a change with counters: it runs what the other two run, and is judged by nobody. */
export class CountingChild {
  private opened: Opened | undefined;
  /** Why the tree was not opened, as far as that is news to whoever wants its coverage. */
  private failure: unknown;
  private isCompiled = false;
  private isClosed = false;
  private ended = 0;
  private batches = 0;
  private taken = 0;
  private scenarios = 0;
  private hasReachedAll = false;
  /** One batch after the other: reading the counters must not come between a question and its answer. */
  private turn: Promise<void>;

  constructor(private readonly counted: CountedTree) {
    this.turn = this.open();
  }

  private async open(): Promise<void> {
    try {
      const tree = await this.counted.tree;
      if (tree !== undefined && !this.isClosed) this.opened = { tree, child: tree.start() };
    } catch (error) {
      this.failure = error;
    }
    this.isCompiled = true;
  }

  /** Runs a batch, unless a sample is enough. Nobody is to wait for a compiler: what comes before it is done is run then. */
  run(batch: WireBatch): Promise<void> {
    const number = this.batches++;
    const isTaken = this.counted.extent === 'all' || number < FIRST || number % STRIDE === 0;
    if (isTaken) this.turn = this.turn.then(() => this.count(batch));
    return this.isCompiled ? this.turn : Promise.resolve();
  }

  /**
   * Runs what nobody compares: it counts for whole files, which say what can be reached at all. A sample says of
   * changed lines whether they were compared.
   */
  runUnjudged(batch: WireBatch): Promise<void> {
    return this.counted.extent === 'all' ? this.run(batch) : Promise.resolve();
  }

  private async count(batch: WireBatch): Promise<void> {
    const { opened } = this;
    if (opened === undefined || this.hasReachedAll || batch.count === 0) return;
    const replies = await opened.child.runBatch(batch);
    this.scenarios += replies.count;
    for (let index = 0; index < replies.count && !replies.allPlain; index++) {
      if (ENDS.has(replies.view(index).outcome)) this.ended++;
    }
    if (this.counted.extent !== 'sample' || !LOOKS.has(++this.taken)) return;
    const { changed } = await this.read(opened);
    this.hasReachedAll =
      changed.missed.length === 0 && changed.missedBranches.every(({ ways }) => ways === 0);
  }

  /**
   * What all batches reached; null if there is no tree that counts.
   * @throws InputError if gcov cannot read it.
   */
  async coverage(): Promise<KernelCoverage | null> {
    const opened = await this.whenOpened();
    if (opened === undefined) return null;
    const { files, changed } = await this.read(opened);
    const isSample = this.counted.extent === 'sample';
    return {
      // What a sample reaches of a whole file says nothing of it.
      files: isSample ? [] : files.map(countedFile),
      changed,
      processesEnded: this.ended,
      sample: isSample ? this.scenarios : null,
    };
  }

  /**
   * The functions of which one scenario runs changed lines.
   * @throws InputError if gcov cannot read the counters.
   */
  async changedFunctionsIn(scenario: Scenario): Promise<readonly string[]> {
    const opened = await this.whenOpened();
    if (opened === undefined) return [];
    const child = opened.tree.start();
    try {
      child.run(scenario);
      return functionsReached(await opened.tree.coverageOf(child), this.counted.lines);
    } finally {
      child.close();
    }
  }

  /** After all batches. */
  private async whenOpened(): Promise<Opened | undefined> {
    await this.turn;
    if (this.failure !== undefined) throw this.failure;
    return this.opened;
  }

  private async read({
    tree,
    child,
  }: Opened): Promise<{ files: readonly CoveredFile[]; changed: ChangedCoverage }> {
    const files = await tree.coverageOf(child);
    return { files, changed: coverageOfChange(files, this.counted.lines) };
  }

  /** Ends it; a compiler that is still at work is waited for. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.opened?.child.close();
    await this.counted.tree.catch(() => {});
  }
}
