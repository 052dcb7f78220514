// SPDX-License-Identifier: GPL-2.0-or-later

import { allDone } from '../../audit/c/all-done';
import type { AddressSpace } from '../../mm/address-space';
import type { BitsPerLong } from '../../modern/format';
import { type ModernRevision, revisionOf } from '../../modern/revision';
import { setMaker } from '../../oracle/run/runner';
import { forgetName, type GivenName, giveName, type SideName } from '../../oracle/run/side-names';
import { InputError } from '../../oracle/scenario/input-error';
import type { Scenario } from '../../oracle/scenario/scenario';
import { buildTree, type TreeBuild } from '../build/compile';
import type { TreeBuildOptions } from '../build/flags';
import type { Toolchain } from '../build/toolchain';
import { gcovOf, readCounters } from '../coverage/gcov';
import type { CoveredFile } from '../coverage/missed-lines';
import { refuseUnknownConditions } from '../sources/options';
import { readKernelTree, type TreeSources } from '../sources/read-tree';
import { shapeOf, type TreeShape } from '../sources/shape';
import type { WireNote } from '../wire/types';
import { describe, type TreeDescription } from './describe';
import { fitOf } from './model-fit';
import { NoteTally } from './note-tally';
import { layoutOfTree, ownModelOf } from './own-model';
import { probeRevision } from './probe';
import { SupervisorProcess } from './supervisor-process';
import { RunningTree } from './tree-child';
import { TreeSide } from './tree-side';
import type { ModelFit, OpenedTree, TreeFeatures, TreeSideName } from './types';
import { LineWays } from './ways';

/** How a tree is opened. */
export interface OpenOptions {
  /** How wide a long is; 64 bits unless it is said. */
  readonly bits?: BitsPerLong;
  /** Address and undefined-behaviour sanitizers. */
  readonly sanitize?: boolean;
  /** Counters of what is reached, which a child then tells. */
  readonly coverage?: boolean;
  /** Whether scenarios with changes within a walk can be run. */
  readonly withinWalks?: boolean;
}

/**
 * Reads, recognises and compiles a tree.
 *
 * @throws InputError if files are missing, if its shape, an option or a name is unknown, if it does
 *   not compile, or if the compiler cannot make what was asked for.
 */
export async function openTree(
  tree: TreeSideName,
  toolchain: Toolchain,
  { bits = 64, sanitize = false, coverage = false, withinWalks = false }: OpenOptions = {},
): Promise<RunnableTree> {
  const { compiler } = toolchain;
  if (sanitize && compiler.sanitize.length === 0) {
    throw new InputError(
      { file: compiler.command },
      'expected a compiler with sanitizers, got none',
    );
  }
  if (bits === 32 && compiler.no32 !== null) {
    const message = `expected a compiler for longs of 32 bits, got one without: ${compiler.no32}`;
    throw new InputError({ file: compiler.command }, message);
  }
  const sources = readKernelTree(tree.folder);
  refuseUnknownConditions(sources);
  const shape = shapeOf(sources);
  // With counters there is one build for all, as the counters are the build's.
  const watched = coverage && !sanitize;
  const options: TreeBuildOptions = { bits, sanitize, coverage, watched };
  const withReads = withinWalks && !watched && !sanitize;
  const [build, other] = await allDone([
    buildTree(sources, shape, toolchain, options),
    withReads
      ? buildTree(sources, shape, toolchain, { ...options, watched: true })
      : Promise.resolve(undefined),
  ] as const);
  return new RunnableTree(tree, sources, shape, build, watched ? build : other, toolchain);
}

/** A tree that is compiled. */
export class RunnableTree implements OpenedTree {
  readonly name: GivenName;
  readonly folder: string;
  readonly files: OpenedTree['files'];
  readonly bits: 32 | 64;
  readonly features: TreeFeatures;
  readonly fit: ModelFit;
  readonly description: TreeDescription;
  private readonly ownModel: GivenName | undefined;
  /** What the runs of its sides noted beside their results. */
  readonly notes = new NoteTally();
  private childOfSides: RunningTree | undefined;
  private readonly children = new Set<RunningTree>();

  constructor(
    { name, folder }: TreeSideName,
    private readonly sources: TreeSources,
    shape: TreeShape,
    private readonly build: TreeBuild,
    private readonly watched: TreeBuild | undefined,
    private readonly toolchain: Toolchain,
  ) {
    this.folder = folder;
    this.files = sources.files.map(({ path, sha256 }) => ({ path, sha256 }));
    const process = this.startProcess(name, this.build);
    try {
      this.description = describe(process, name);
      const child = this.running(process);
      const { customizable, layout } = this.description;
      this.bits = layout.bits;
      const revision = customizable
        ? NO_CHANGES
        : probeRevision((scenario) => child.run(scenario), layout);
      this.features = {
        format: customizable ? 'customizable' : 'fixed',
        orderShift: layout.orderShift,
        carriesDmaFlags: layout.carried !== 0n,
        revision,
      };
      this.fit = fitOf(this.description, revision);
      this.ownModel = this.namesOwnModel(name, revision);
      this.name = giveName(name, {
        nearest: this.fit.side,
        revision: customizable ? undefined : revision,
        unlockedCall: shape.hasUnlockedCall,
        layout,
        options: [
          ['--tree', `${name}=${folder}`],
          ...(this.bits === 32 ? [['--bits', '32'] as const] : []),
        ],
      });
      setMaker(this.name, (space) => this.side(space));
    } finally {
      process.close();
    }
  }

  noted(notes: readonly WireNote[], scenario: Scenario): void {
    this.notes.add(notes, scenario);
  }

  get sideChild(): RunningTree {
    this.childOfSides ??= this.start();
    return this.childOfSides;
  }

  start(): RunningTree {
    const child = this.running(this.startProcess(this.name, this.build));
    this.children.add(child);
    return child;
  }

  side(space: AddressSpace): TreeSide {
    return new TreeSide(this, space);
  }

  /**
   * What of the tree's files a child has reached; the tree must have been opened with coverage.
   * @throws InputError if gcov cannot read it.
   */
  coverageOf(child: RunningTree): Promise<readonly CoveredFile[]> {
    const { compiler } = this.toolchain;
    return readCounters(compiler, this.build.notes, this.sources.files, child.counters());
  }

  /**
   * Which ways through the tree's files scenarios take; it must have been opened with coverage. Run in the
   * process of its sides, whose counters begin anew each time. To be closed.
   */
  async ways(): Promise<LineWays> {
    const gcov = await gcovOf(this.toolchain.compiler);
    return new LineWays(gcov, this.build.notes, this.sources.files, this.sideChild);
  }

  close(): void {
    setMaker(this.name, undefined);
    forgetName(this.name);
    if (this.ownModel !== undefined) {
      setMaker(this.ownModel, undefined);
      forgetName(this.ownModel);
    }
    for (const child of this.children) child.close();
    this.children.clear();
  }

  /** The model to compare it with: the nearest, or one of its own that has what it took from later releases. */
  get model(): SideName {
    return this.ownModel ?? this.fit.side;
  }

  /**
   * Names the model of a stable kernel, which has all changes of its release, and some of later ones: no model of a
   * release does the same. One that lacks a change of its release has none; that is a finding.
   */
  private namesOwnModel(name: string, revision: ModernRevision): GivenName | undefined {
    const { features, fit, bits } = this;
    if (features.format === 'customizable' || fit.differs.length === 0 || fit.lacks > 0)
      return undefined;
    const layout = layoutOfTree(features, bits);
    const model = giveName(`${name.slice(0, LONGEST_NAME)}-model`, {
      ...{ nearest: fit.side, revision, unlockedCall: false, layout, options: [] },
    });
    setMaker(model, ownModelOf(features, bits, model).make);
    return model;
  }

  private running(process: SupervisorProcess): RunningTree {
    const { build, watched } = this;
    return new RunningTree(process, this.description.wordBytes, () => {
      // The counters are those of one process.
      if (watched === build) return process;
      if (watched !== undefined) return this.startProcess(this.name, watched);
      const message =
        'changes within a walk are run without sanitizers only, by audit kernel and run';
      throw new InputError({ file: `the tree ${this.name}` }, message);
    });
  }

  private startProcess(name: string, { supervisor, code }: TreeBuild): SupervisorProcess {
    const { wrapper, filter } = this.toolchain.confinement;
    return new SupervisorProcess(
      [...wrapper, supervisor, code, filter ? 'filter' : 'no-filter'],
      name,
    );
  }
}

/** Of a tree whose model has a name that is a few letters longer. */
const LONGEST_NAME = 34;

const NO_CHANGES: ModernRevision = revisionOf('5.8');
