// SPDX-License-Identifier: GPL-2.0-or-later
import type { SidePair } from '../campaign/judge';
import type { SideName } from '../run/side-names';
import { InputError } from '../scenario/input-error';
import type { Span } from '../scope/shard';
import type { Counted } from './counted';
import type { RandomStream } from './random-stream';

/** Where the scenarios of a chunk come from, as reports list them. */
export const COLUMNS = ['vectors', 'scope', 'random'] as const;
export type Column = (typeof COLUMNS)[number];

/** Which scenarios a chunk is: always the same ones, wherever it runs. */
export type ChunkPart =
  /** Those of a family of a scope; `byClass`: a call may stand for the others of its class. */
  | ({ readonly column: 'scope'; readonly family: string; readonly byClass?: boolean } & Span)
  /** Those of a seed and a profile. */
  | ({
      readonly column: 'random';
      readonly stream: RandomStream;
      /** Whether it is counted which origins are met in one call. */
      readonly together: boolean;
    } & Span)
  /** Those of the lines `first` to `stop - 1` of a file, which count from 1. */
  | ({ readonly column: 'vectors'; readonly file: string; readonly sha256: string } & Span);

/**
 * A part of a campaign, small enough to be lost: plain data from which any thread, process or machine
 * with the same build comes to the same result.
 */
export interface Chunk {
  /** Its id in the campaign: its place in the plan, from 0. */
  readonly number: number;
  /** The names of the sides; whoever runs the chunk makes them. */
  readonly sides: readonly SideName[];
  /** The sides to compare, if not neighbours. */
  readonly pairs?: readonly SidePair[];
  readonly part: ChunkPart;
}

/** What a chunk came to, in a form that threads, files and machines can exchange. */
export type ChunkResult =
  | { readonly number: number; readonly column: Column; readonly counted: Counted }
  /** Its input cannot be used: the message of an InputError, and its place. */
  | { readonly number: number; readonly refused: Refusal };

/** An error of the user's input in a form that threads can exchange. */
interface Refusal {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

/** The error that a refusal was; its message names the place already. */
export function errorOfRefusal({ file, line, message }: Refusal): InputError {
  const where = line === null ? `${file}: ` : `${file}:${line}: `;
  const text = message.startsWith(where) ? message.slice(where.length) : message;
  return new InputError({ file, ...(line === null ? {} : { line }) }, text);
}
