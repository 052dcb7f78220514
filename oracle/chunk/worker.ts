// SPDX-License-Identifier: GPL-2.0-or-later
import { reportLoaded } from '../package/loading-threads';
import type { Chunk, ChunkResult } from './chunk';
import { runChunk } from './run-chunk';

/** What a worker thread of the pool does. */
export default function work(chunk: Chunk): Promise<ChunkResult> {
  return runChunk(chunk);
}

reportLoaded();
