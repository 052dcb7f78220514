// SPDX-License-Identifier: GPL-2.0-or-later
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError, show } from '../scenario/input-error';
import { makeOutputFolder } from '../scenario/make-folder';
import { requireFile } from '../scenario/stats';
import { unwritable } from '../scenario/system-error';
import {
  type ColumnCounts,
  type CountedChunk,
  NO_CHUNKS,
  readCountedChunk,
  withChunk,
} from './campaign-state';
import { lockFolder } from './folder-lock';
import { headOf, isChained, type JournalWork, partName, workIn } from './journal-work';
import { readSealedLines, sealed, sealOf } from './sealed-lines';
import { isSameShard } from './shard';
import { type CampaignSpec, campaignId, differenceOf } from './spec';

const NAME = 'journal.jsonl';

/**
 * What a campaign has done, in a file: first what it is, then a line a chunk, each on disk before
 * the next chunk counts. A process that is killed loses the chunks in hand and no other.
 */
export class Journal {
  private readonly done = new Set<number>();
  private counted: ColumnCounts = NO_CHUNKS;
  private bytes = 0;
  /** The checksum of the last line: what is tied to it belongs to this journal, and to no other. */
  private seal = '';

  private constructor(
    private readonly work: JournalWork,
    private readonly file: string,
    private readonly descriptor: number,
    private readonly unlock: () => void,
  ) {}

  /**
   * Begins the journal of a campaign in a folder, which is made if it is not there.
   *
   * @param discards whether the journal of a campaign that is not finished may be dropped.
   * @throws InputError if there is one, if another process has the folder, or if it cannot be written.
   */
  static begin(folder: string, work: JournalWork, discards: boolean): Journal {
    makeOutputFolder(folder);
    return locked(folder, (unlock) => {
      const file = join(folder, NAME);
      // One is not dropped with --discard either: what it is, nobody here knows.
      requireFile(file, 'a journal');
      if (!discards) refuseUnfinished(folder, file);
      return Journal.create(file, work, unlock);
    });
  }

  /**
   * Opens the journal in a folder to go on with it.
   * @throws InputError if there is none, if it is damaged or another build's, or as {@link begin}.
   */
  static resume(folder: string): Journal {
    const file = join(folder, NAME);
    if (!existsSync(file)) {
      throw new InputError({ file: folder }, 'expected the journal of a campaign, got none');
    }
    return locked(folder, (unlock) => Journal.read(file, unlock));
  }

  private static create(file: string, work: JournalWork, unlock: () => void): Journal {
    const partial = `${file}.new`;
    requireFile(partial, 'a journal');
    try {
      const descriptor = openSync(partial, 'w');
      const journal = new Journal(work, file, descriptor, unlock);
      journal.write(headOf(work));
      renameSync(partial, file);
      return journal;
    } catch (error) {
      rmSync(partial, { force: true });
      throw unwritable(file, error);
    }
  }

  private static read(file: string, unlock: () => void): Journal {
    const { values, wholeBytes, isCut, seal } = readJournal(file);
    const [first, ...chunks] = values;
    const work = workIn(first, file);
    const descriptor = openSync(file, 'r+');
    const journal = new Journal(work, file, descriptor, unlock);
    if (isCut) ftruncateSync(descriptor, wholeBytes);
    journal.bytes = wholeBytes;
    journal.seal = seal;
    for (const [index, value] of chunks.entries()) {
      if (isEnd(value)) continue;
      journal.take(readCountedChunk(value, { file, line: index + 2 }));
    }
    return journal;
  }

  get spec(): CampaignSpec {
    return this.work.spec;
  }

  /** @throws InputError if this is the journal of another campaign, or of another part of it. */
  refuseOther({ spec, shard }: JournalWork): void {
    if (campaignId(spec) !== campaignId(this.spec)) {
      const difference = differenceOf(this.spec, spec) ?? 'something else';
      const message = `expected the journal of this campaign, got that of another one: ${difference}`;
      throw new InputError({ file: this.file }, message);
    }
    if (isSameShard(shard, this.work.shard)) return;
    const message = `expected the journal of ${partName(shard)}, got that of ${partName(this.work.shard)}`;
    throw new InputError({ file: this.file }, message);
  }

  /** What all chunks came to that are on disk. */
  get counts(): ColumnCounts {
    return this.counted;
  }

  /** How many chunks are on disk. */
  get chunks(): number {
    return this.done.size;
  }

  has(number: number): boolean {
    return this.done.has(number);
  }

  /** Keeps what a chunk came to; one that is there already counts once. */
  add(chunk: CountedChunk): void {
    if (this.done.has(chunk.number)) return;
    this.write(chunk);
    this.take(chunk);
  }

  /** Says that the campaign has come to its end: then another one may take its place. */
  end(): void {
    this.write({ end: this.done.size });
  }

  close(): void {
    closeSync(this.descriptor);
    this.unlock();
  }

  private take(chunk: CountedChunk): void {
    if (this.done.has(chunk.number)) return;
    this.done.add(chunk.number);
    this.counted = withChunk(this.counted, chunk);
  }

  private write(value: unknown): void {
    const line = sealed(value, this.seal);
    const bytes = Buffer.from(line);
    try {
      for (let written = 0; written < bytes.length; ) {
        const at = this.bytes + written;
        written += writeSync(this.descriptor, bytes, written, bytes.length - written, at);
      }
      fsyncSync(this.descriptor);
    } catch (error) {
      throw unwritable(this.file, error);
    }
    this.bytes += bytes.length;
    this.seal = sealOf(line);
  }
}

function readJournal(file: string) {
  requireFile(file, 'a journal');
  return readSealedLines(file, isChained);
}

function locked(folder: string, open: (unlock: () => void) => Journal): Journal {
  const unlock = lockFolder(folder);
  try {
    return open(unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function isEnd(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'end' in value;
}

/** What was done for hours is not overwritten by a slip. */
function refuseUnfinished(folder: string, file: string): void {
  if (!existsSync(file)) return;
  const { values, beginning } = readJournal(file);
  if (values.length === 0 && beginning !== '') {
    const got = `a file that begins with ${show(beginning)}`;
    throw new InputError({ file }, `expected a journal, got ${got}: --discard drops it`);
  }
  // One that has ended may have been gone on with.
  if (isEnd(values.at(-1)) || values.length <= 1) return;
  const chunks = values.slice(1).filter((value) => !isEnd(value)).length;
  const what = `the journal of a campaign that is not finished (${chunks} chunks are)`;
  const message = `expected a folder without one, got ${what}: --resume goes on with it, --discard drops it`;
  throw new InputError({ file: folder }, message);
}
