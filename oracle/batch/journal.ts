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
import { InputError } from '../scenario/input-error';
import { makeOutputFolder } from '../scenario/make-folder';
import { unwritable } from '../scenario/system-error';
import {
  type ColumnCounts,
  type CountedChunk,
  NO_CHUNKS,
  readCountedChunk,
  withChunk,
} from './campaign-state';
import { lockFolder } from './folder-lock';
import { readSealedLines, sealed } from './sealed-lines';
import { type CampaignSpec, campaignId, differenceOf, readSpec } from './spec';

const NAME = 'journal.jsonl';

/** What happens to a journal that is there already. */
export type Before = 'refuse' | 'resume' | 'discard';

/**
 * What a campaign has done, in a file: first what it is, then a line a chunk, each on disk before
 * the next chunk counts. A process that is killed loses the chunks in hand and no other.
 */
export class Journal {
  private readonly done = new Set<number>();
  private counted: ColumnCounts = NO_CHUNKS;
  private bytes = 0;

  private constructor(
    readonly spec: CampaignSpec,
    private readonly file: string,
    private readonly descriptor: number,
    private readonly unlock: () => void,
  ) {}

  /**
   * Opens the journal of a campaign in a folder, which is made if it is not there.
   *
   * @param asked the campaign; undefined to go on with whichever is there.
   * @throws InputError if it is damaged or that of another campaign, if another process writes it, or
   *   if the folder cannot be written.
   */
  static open(folder: string, asked: CampaignSpec | undefined, before: Before): Journal {
    makeOutputFolder(folder);
    const unlock = lockFolder(folder);
    try {
      const file = join(folder, NAME);
      if (before === 'resume') return Journal.resume(folder, file, asked, unlock);
      if (asked === undefined) throw new Error('a campaign that begins has a specification');
      if (before === 'refuse') refuseUnfinished(folder, file);
      return Journal.begin(file, asked, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  private static begin(file: string, spec: CampaignSpec, unlock: () => void): Journal {
    const partial = `${file}.new`;
    try {
      const descriptor = openSync(partial, 'w');
      const journal = new Journal(spec, file, descriptor, unlock);
      journal.write({ spec });
      renameSync(partial, file);
      return journal;
    } catch (error) {
      rmSync(partial, { force: true });
      throw unwritable(file, error);
    }
  }

  private static resume(
    folder: string,
    file: string,
    asked: CampaignSpec | undefined,
    unlock: () => void,
  ): Journal {
    if (!existsSync(file)) {
      throw new InputError({ file: folder }, 'expected the journal of a campaign, got none');
    }
    const { values, wholeBytes, isCut } = readSealedLines(file);
    const [first, ...chunks] = values;
    const spec = specIn(first, file);
    refuseOther(file, spec, asked);
    const descriptor = openSync(file, 'r+');
    const journal = new Journal(spec, file, descriptor, unlock);
    if (isCut) ftruncateSync(descriptor, wholeBytes);
    journal.bytes = wholeBytes;
    for (const [index, value] of chunks.entries()) {
      if (isEnd(value)) continue;
      journal.take(readCountedChunk(value, { file, line: index + 2 }));
    }
    return journal;
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
    const bytes = Buffer.from(sealed(value));
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
  }
}

function isEnd(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'end' in value;
}

function specIn(value: unknown, file: string): CampaignSpec {
  const isObject = typeof value === 'object' && value !== null && 'spec' in value;
  return readSpec(isObject ? value.spec : value, file);
}

function refuseOther(file: string, spec: CampaignSpec, asked: CampaignSpec | undefined): void {
  if (asked === undefined || campaignId(asked) === campaignId(spec)) return;
  const difference = differenceOf(spec, asked) ?? 'something else';
  const message = `expected the journal of this campaign, got that of another one: ${difference}`;
  throw new InputError({ file }, message);
}

/** What was done for hours is not overwritten by a slip. */
function refuseUnfinished(folder: string, file: string): void {
  if (!existsSync(file)) return;
  const { values } = readSealedLines(file);
  if (values.some(isEnd) || values.length <= 1) return;
  const what = `the journal of a campaign that is not finished (${values.length - 1} chunks are)`;
  const message = `expected a folder without one, got ${what}: --resume goes on with it, --discard drops it`;
  throw new InputError({ file: folder }, message);
}
