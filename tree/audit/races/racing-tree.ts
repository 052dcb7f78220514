// SPDX-License-Identifier: GPL-2.0-or-later
import type { RunningTree } from '../../side/tree-child';
import type { TreeReplies } from '../../wire/reply-batch';
import { WireOutcome } from '../../wire/types';
import { notRunWhy } from '../answer-of';
import type { TreeView } from '../tree-view';

/** A tree that runs, and what reads its replies. */
export interface RacingTree {
  readonly view: TreeView;
  readonly child: RunningTree;
}

/** Why a tree was not run; undefined if it was. */
export function notRunIn({ batch, index }: ReplyAt): string | undefined {
  if (batch.isPlain(index)) return undefined;
  const { outcome, reason } = batch.view(index);
  return outcome === WireOutcome.notRun ? notRunWhy(reason) : undefined;
}

/** One reply of a batch. */
export interface ReplyAt {
  readonly batch: TreeReplies;
  readonly index: number;
}

/** What a tree made of a change: without it, with it made before the call, and at each read. */
export interface GroupReplies {
  readonly without: ReplyAt;
  readonly settled: ReplyAt;
  readonly races: readonly ReplyAt[];
}
