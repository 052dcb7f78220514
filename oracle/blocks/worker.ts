// SPDX-License-Identifier: GPL-2.0-or-later
import { reportLoaded } from '../package/loading-threads';
import { type LineBlock, type RanBlock, runBlock } from './run-block';

/** What a thread does that runs blocks. */
export default function workOnBlock(block: LineBlock): Promise<RanBlock> {
  return runBlock(block);
}

reportLoaded();
