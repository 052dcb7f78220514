// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { type ThreadPool, threadPool } from '../package/thread-pool';
import type { NoRoomCount } from '../run/no-room-count';
import { readBytes, type Source, sourceName, UnpackedBytes } from '../scenario/bytes';
import { BlockReader } from './block-reader';
import type { BlockRun, LineBlock, RanBlock } from './run-block';

/** Some 30 ms of work: little enough to wait for, and much beside what passing it on takes. */
export const BLOCK_BYTES = 2 ** 20;

/** A source that is no longer is run faster by one thread than others have loaded what they need. */
const THREADS_FROM_BLOCKS = 8;

interface RunInBlocks extends BlockRun {
  /** How many threads there are. */
  readonly jobs: number;
  /** Takes what `run` prints, in the order of the source; a promise that it returns is waited for. */
  readonly write: (text: Uint8Array) => Promise<void> | undefined;
  /** Counts what has no room. */
  readonly noRoom: NoRoomCount;
  /** From then on no block is begun. */
  readonly signal: AbortSignal;
  /** As {@link BLOCK_BYTES}, for who wants to see several blocks of a small source. */
  readonly blockBytes?: number;
}

/** What was not run in blocks. */
export interface Remaining {
  readonly source: UnpackedBytes;
  /** How many lines came before it; undefined if no scenario did. */
  readonly before: number | undefined;
  /** How many scenarios were run. */
  readonly scenarios: number;
}

/**
 * Runs a long source, of a scenario a line, on several threads. That ends where something is to be reported, as
 * lines have to be looked at in their order from there on, and before the last line. So what is left is always
 * for one thread, and is all of a short source.
 */
export async function runInBlocks(source: Source, run: RunInBlocks): Promise<Remaining> {
  const name = sourceName(source);
  const { blockBytes = BLOCK_BYTES } = run;
  const reader = new BlockReader(readBytes(source, name), blockBytes, run.limit);
  const ahead: Buffer[] = [];
  while (ahead.length < THREADS_FROM_BLOCKS) {
    const block = await reader.next();
    if (block === undefined) return remaining(name, ahead, reader, NOTHING_RAN);
    ahead.push(block);
  }
  const pool = threadPool<LineBlock, RanBlock>(join(__dirname, 'worker'), run.jobs);
  try {
    const queue = new BlockQueue(reader, pool, run, ahead);
    const ran = await queue.run();
    return remaining(name, queue.left(), reader, ran);
  } finally {
    await pool.close();
  }
}

/** What the blocks before came to. */
interface RanSoFar {
  readonly scenarios: number;
  readonly lines: number;
}

const NOTHING_RAN: RanSoFar = { scenarios: 0, lines: 0 };

function remaining(
  name: string,
  blocks: readonly Buffer[],
  reader: BlockReader,
  { scenarios, lines }: RanSoFar,
): Remaining {
  const source = new UnpackedBytes(name, joined(blocks, reader));
  return { source, before: scenarios === 0 ? undefined : lines, scenarios };
}

async function* joined(blocks: readonly Buffer[], reader: BlockReader): AsyncGenerator<Buffer> {
  try {
    yield* blocks;
    yield* reader.rest();
  } finally {
    await reader.close();
  }
}

/** Blocks that threads have in hand, in the order of the source. */
class BlockQueue {
  private readonly inHand: { readonly block: Buffer; readonly ran: Promise<RanBlock> }[] = [];

  constructor(
    private readonly reader: BlockReader,
    private readonly pool: ThreadPool<LineBlock, RanBlock>,
    private readonly to: RunInBlocks,
    private readonly ahead: Buffer[],
  ) {}

  /** Runs blocks until there are no more, or one is irregular. */
  async run(): Promise<RanSoFar> {
    let so: RanSoFar = NOTHING_RAN;
    for (;;) {
      await this.fill();
      const [first] = this.inHand;
      if (first === undefined) return so;
      const ran = await first.ran;
      if (ran.kind === 'irregular') return so;
      this.inHand.shift();
      so = { scenarios: so.scenarios + ran.scenarios, lines: so.lines + ran.lines };
      this.to.noRoom.add(ran.noRoom);
      await this.to.write(ran.text);
    }
  }

  /** The blocks that were not run, or whose results were not taken. */
  left(): readonly Buffer[] {
    return [...this.inHand.map(({ block }) => block), ...this.ahead];
  }

  /** A block waits for each thread, so that none has to wait for this one. */
  private async fill(): Promise<void> {
    const { jobs, sides, limit, notes, signal } = this.to;
    while (this.inHand.length < 2 * jobs && !signal.aborted) {
      const block = this.ahead.shift() ?? (await this.reader.next());
      if (block === undefined) return;
      const ran = this.pool.run({ bytes: block, sides, limit, notes });
      // Where an earlier block ends all this, nobody asks for it.
      ran.catch(() => {});
      this.inHand.push({ block, ran });
    }
  }
}
