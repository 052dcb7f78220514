// SPDX-License-Identifier: GPL-2.0-or-later
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from './input-error';
import { exhaustedResource, systemErrorCode } from './system-error';

/**
 * Items that come a batch at a time: what one chunk of a source held. A step of an async generator costs as
 * much as looking at a small item, so that whoever passes items on passes batches. A batch is gone through
 * before the next one is asked for.
 */
export type Batches<Item> = AsyncGenerator<Iterable<Item>>;

/** The items of batches, one by one. */
export async function* oneByOne<Item>(batches: Batches<Item>): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
}

/** Takes items one by one for as long as that is needed, and then the rest in batches. */
export class BatchReader<Item> {
  private batch: Iterator<Item> | undefined;

  constructor(private readonly batches: Batches<Item>) {}

  /** The next item; undefined at the end. */
  async next(): Promise<Item | undefined> {
    for (;;) {
      const item = this.batch?.next();
      if (item !== undefined && item.done !== true) return item.value;
      const batch = await this.batches.next();
      if (batch.done === true) return undefined;
      this.batch = batch.value[Symbol.iterator]();
    }
  }

  /** What was not taken yet; nothing may be taken besides. */
  async *rest(): Batches<Item> {
    const { batch } = this;
    if (batch !== undefined) yield { [Symbol.iterator]: () => batch };
    yield* this.batches;
  }

  /** Ends the source early. */
  async close(): Promise<void> {
    await this.batches.return(undefined);
  }
}

/** Bytes of a source that were unpacked already: what is left of one that somebody began to read. */
export class UnpackedBytes {
  /** @param file how messages call the source. */
  constructor(
    readonly file: string,
    readonly chunks: AsyncIterable<Buffer>,
  ) {}
}

/** A file's path, `-` for the standard input, or a stream of bytes. */
export type Source = string | Readable | UnpackedBytes;

/** How much of a file is read at a time. */
export const CHUNK_BYTES = 256 * 1024;

/** How messages call a source. */
export function sourceName(source: Source): string {
  if (source instanceof UnpackedBytes) return source.file;
  if (typeof source !== 'string') return '<stream>';
  return source === '-' ? '<stdin>' : source;
}

/**
 * The bytes of a source, unpacked if they begin as gzip does. Only the chunk at hand is in memory,
 * and a consumer that stops early closes the file.
 * @param name how messages call the source.
 * @throws InputError if the source cannot be read, or its gzip data are corrupt or cut short.
 */
export async function* readBytes(source: Source, name: string): AsyncGenerator<Buffer> {
  if (source instanceof UnpackedBytes) {
    yield* source.chunks;
    return;
  }
  const stream = openSource(source);
  try {
    const chunks = buffers(stream);
    const head = await readHead(chunks);
    const bytes = withHead(head, chunks);
    yield* isGzip(head) ? unpack(bytes, name) : bytes;
  } catch (error) {
    const reason = reasonOf(error);
    throw reason === undefined ? error : new InputError({ file: name }, reason);
  } finally {
    stream.destroy();
  }
}

function openSource(source: string | Readable): Readable {
  if (typeof source !== 'string') return source;
  if (source === '-') return process.stdin;
  return createReadStream(source, { highWaterMark: CHUNK_BYTES });
}

/** A stream's chunks as bytes, even if somebody gave it an encoding. */
async function* buffers(stream: Readable): AsyncGenerator<Buffer> {
  for await (const item of stream) {
    const chunk: unknown = item;
    if (Buffer.isBuffer(chunk)) yield chunk;
    else if (typeof chunk === 'string') yield Buffer.from(chunk);
    else if (chunk instanceof Uint8Array) yield Buffer.from(chunk);
    else throw new TypeError(`"source" expected a stream of bytes, got one of ${typeof chunk}`);
  }
}

/** Enough chunks to tell gzip by its first two bytes, joined. */
async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* withHead(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** How many bytes a small gzip file may expand to; a corpus compresses to a fiftieth or a hundredth at most. */
const UNPACKED_LIMIT = 256 * 2 ** 20;
const RATIO_LIMIT = 500;

async function* unpack(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of the file reaches the consumer through `gunzip`, which pipeline destroys with it.
  pipeline(Readable.from(bytes), gunzip, () => {});
  let unpacked = 0;
  for await (const chunk of buffers(gunzip)) {
    unpacked += chunk.length;
    if (unpacked > UNPACKED_LIMIT && unpacked > RATIO_LIMIT * gunzip.bytesWritten) {
      const message = `expected gzip data of a corpus, got data that unpack to more than ${RATIO_LIMIT} times their size; the rest was not read`;
      throw new InputError({ file: name }, message);
    }
    yield chunk;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'expected a file, got no such file',
  EISDIR: 'expected a file, got a directory',
  EACCES: 'expected a readable file, got no permission',
};

/** What to tell of an error of the system or of zlib; other errors are ours. */
function reasonOf(error: unknown): string | undefined {
  const code = systemErrorCode(error);
  if (!(error instanceof Error) || code === undefined) return undefined;
  // No file is to blame for these.
  if (exhaustedResource(error) !== undefined) return undefined;
  if (code === 'Z_BUF_ERROR') return 'expected complete gzip data, got data that are cut short';
  if (code.startsWith('Z_')) return `expected gzip data, got corrupt ones: ${error.message}`;
  return REASONS[code] ?? error.message;
}
