// SPDX-License-Identifier: GPL-2.0-or-later

import type { AddressSpace } from '../../mm/address-space';
import type { KernelVersion, ModernRevision } from '../../modern/revision';
import type { Side } from '../../oracle/run/side';
import type { ModelName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ReplyBatch, TreeReply, WireBatch } from '../wire/types';

/** A tree as the user named it. */
export interface TreeSideName {
  readonly name: string;
  /** A kernel tree, or a folder with the few files of it. */
  readonly folder: string;
}

/** What a tree's sources say of themselves; a version number says nothing. */
export interface TreeFeatures {
  /** The shape of `struct hmm_range`: the customizable format (5.7), or `HMM_PFN_*`. */
  readonly format: 'customizable' | 'fixed';
  /** `HMM_PFN_ORDER_SHIFT` on 64 bits; undefined if words carry no order. */
  readonly orderShift: number | undefined;
  /** Whether three bits are carried from input to output. */
  readonly carriesDmaFlags: boolean;
  readonly revision: ModernRevision;
}

/** Which model the tree is nearest to. */
export interface ModelFit {
  readonly side: ModelName;
  readonly kernel: KernelVersion;
  /** In what the sources differ from that model; empty if in nothing known. */
  readonly differs: readonly string[];
  /** How many changes the model has that the sources lack. */
  readonly lacks: number;
}

/** A tree that was read, recognised and compiled. */
export interface OpenedTree extends TreeSideName {
  readonly features: TreeFeatures;
  readonly fit: ModelFit;
  readonly bits: 32 | 64;
  /** The files that run, relative to the folder, with the hash of their content. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  /** Starts a child process for it. */
  start(): TreeChild;
  /** The side of an address space, which has a child of its own. */
  side(space: AddressSpace): Side;
  /** Ends all children. */
  close(): void;
}

/** A child process that runs one tree. It survives whatever the tree's code does. */
export interface TreeChild {
  /** Runs one scenario, and waits for it: for judging, shrinking, explaining. */
  run(scenario: Scenario): TreeReply;
  /** Runs a batch. One more may be under way before the answer to the first is there. */
  runBatch(batch: WireBatch): Promise<ReplyBatch>;
  close(): void;
}
