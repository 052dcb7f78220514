// SPDX-License-Identifier: GPL-2.0-or-later
import type { RunningTree } from '../../side/tree-child';
import type { TreeReplies } from '../../wire/reply-batch';
import type { TreeView } from '../tree-view';

/** A tree that runs, and what reads its replies. */
export interface RacingTree {
  readonly view: TreeView;
  readonly child: RunningTree;
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
