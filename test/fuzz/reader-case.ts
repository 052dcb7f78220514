// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '../../cli/failure';
import { BadLines } from '../../corpus/given-scenarios';
import { Draw } from './draw';
import { mutated } from './mutate';
import type { ReaderTarget } from './readers';

/** Cases in turn: each target has one number in so many. */
export function targetOf(targets: readonly ReaderTarget[], number: number): ReaderTarget {
  const target = targets[number % targets.length];
  if (target === undefined) throw new Error('expected targets, got none');
  return target;
}

/** The input of a case: the same for the same seed and number. */
export function inputOf(target: ReaderTarget, seed: number, number: number): Buffer {
  return mutated(target.seeds, new Draw(seed, number));
}

/** Reads the input; the stack of what is no mistake of the user's, or undefined if all is well. */
export async function readCase(
  target: ReaderTarget,
  input: Buffer,
  folder: string,
): Promise<string | undefined> {
  const place = join(folder, 'case');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  try {
    await target.read(input, place);
    return undefined;
  } catch (error) {
    // What a command says of these it makes of them itself.
    if (error instanceof BadLines) return undefined;
    const failure = failureOf(error);
    return failure.kind === 'defect' ? failure.message : undefined;
  }
}
