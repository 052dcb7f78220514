// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { ModernRevision } from '../../modern/revision';
import type { WordLayout } from '../../modern/word-layout';
import type { Answer } from '../../oracle/external/answer';
import { type Held, HeldJudge } from '../../oracle/external/held-judge';
import type { Side } from '../../oracle/run/side';
import {
  type GivenName,
  hasUnlockedCall,
  SIDE_NAMES,
  type SideName,
} from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import { ownModelOf } from '../side/own-model';
import type { RunningTree } from '../side/tree-child';
import type { OpenedTree } from '../side/types';
import { type TreeReply, WireOutcome } from '../wire/types';
import { treeAnswerOf } from './answer-of';
import { type ContractFindings, ContractOfTree } from './contract';

/** What an audit needs of a tree. */
export interface ViewedTree extends Pick<OpenedTree, 'features' | 'fit' | 'bits'> {
  readonly name: GivenName;
  /** Starts a child process for it. */
  start(): RunningTree;
}

/** One tree's reply to a scenario, held to the model that the tree is nearest to. */
export interface Seen {
  readonly answer: Answer;
  readonly held: Held;
  /** What to compare and to show: the model where the tree did the same, else its own result. */
  readonly side: Side;
}

/** Reads a tree's replies: as results, held to its model and to the contract. */
export class TreeView {
  readonly name: string;
  readonly like: SideName;
  readonly layout: WordLayout | undefined;
  /** Makes the model of exactly this tree's revision. */
  readonly make: ((space: AddressSpace) => Side) | undefined;
  /** Whether it has `hmm_range_fault_unlocked_timeout()`. */
  readonly unlockedCalls: boolean;
  readonly judge: HeldJudge;
  /** What it has of the changes since 5.8. */
  readonly revision: ModernRevision;
  private readonly contract: ContractOfTree;
  private child: RunningTree | undefined;

  constructor(private readonly tree: ViewedTree) {
    const { name, features, fit, bits } = tree;
    this.name = name;
    const like = SIDE_NAMES.find((side) => side === fit.side);
    if (like === undefined) throw new RangeError(`"fit" expected a side, got ${fit.side}`);
    this.like = like;
    const { format, revision } = features;
    this.revision = revision;
    this.unlockedCalls = format === 'fixed' && hasUnlockedCall(name);
    if (format === 'customizable') this.judge = new HeldJudge({ name, like });
    else {
      const { layout, make } = ownModelOf(features, bits, name);
      this.layout = layout;
      this.make = make;
      const { unlockedCalls } = this;
      this.judge = new HeldJudge({ name, like, layout, make, unlockedCalls });
    }
    this.contract = new ContractOfTree(this.judge);
  }

  /**
   * What a reply says; it holds until the next one.
   * @param exactly asks the tree again, where a call stopped that failed, if the reply does not say it.
   */
  see(scenario: Scenario, reply: TreeReply, exactly: boolean): Seen {
    const stoppedAt = hasFailed(reply) ? this.stoppedAt(scenario, reply, exactly) : undefined;
    const answer = treeAnswerOf(reply, this.like === 'v5.7', stoppedAt);
    const held = this.judge.hold(scenario, answer);
    const side = held.kind === 'equal' ? this.judge.model : this.judge.result;
    return { answer, held, side };
  }

  private stoppedAt(scenario: Scenario, reply: TreeReply, exactly: boolean): number | undefined {
    if (reply.stoppedAt !== undefined || !exactly) return reply.stoppedAt;
    return this.detailed().runInDetail(scenario).stoppedAt;
  }

  /** A child of its own: those that run batches are busy. */
  private detailed(): RunningTree {
    this.child ??= this.tree.start();
    return this.child;
  }

  /** Ends what it started. */
  close(): void {
    this.child?.close();
    this.child = undefined;
  }

  /** Which promises the call broke that was just {@link see}n. */
  breaches(scenario: Scenario, seen: Seen): ContractFindings {
    return this.contract.of(scenario, seen.held);
  }
}

/** Whether a call came back with an error: where it stopped, only a reply in detail says. */
export function hasFailed({ ret, outcome }: Pick<TreeReply, 'ret' | 'outcome'>): boolean {
  return ret < 0 && outcome === WireOutcome.returned;
}
