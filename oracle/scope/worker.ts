// SPDX-License-Identifier: GPL-2.0-or-later
import { runShard, type Shard, type ShardResult } from './shard';

/** What a worker thread of the pool does. */
export default function work(shard: Shard): ShardResult {
  return runShard(shard);
}
