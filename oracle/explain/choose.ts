// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lazy } from '../package/lazy';
import { InputError } from '../scenario/input-error';
import { nearNames } from '../scenario/near';
import type { Chosen } from './explain';
import { type Picked, pickScenario, type SourceSelection } from './pick';

/** A file needs none of it. */
const known = lazy((): typeof import('./known') => require('./known'));

const GOLDEN_FILE = /^(.+)\.jsonl\.gz$/;

/**
 * Finds what a person wants to have explained. Whatever the working directory holds, a known id is
 * taken for the id: a file of that name can be written `./name`.
 *
 * @param target `-`, a file, the id of a known difference or violation, or that of a golden vector.
 * @param wanted which scenario of a file.
 * @param fixtures the folder of `minimal` and `golden`.
 * @throws InputError if there is nothing of this name, or it cannot be read.
 */
export async function choose(
  target: string,
  wanted: SourceSelection,
  fixtures: string,
): Promise<Chosen & Pick<Picked, 'more'>> {
  const entry = isPath(target) ? undefined : known().findKnown(target);
  const golden = join(fixtures, 'golden');
  if (entry === undefined && looksLikeFile(target)) {
    const measured = dirname(resolve(target)) === resolve(golden);
    return { ...(await pickScenario(target, wanted)), measured, entry };
  }
  if (wanted.id !== undefined || wanted.line !== undefined) {
    const message = '--id and --line expected a file to choose from, got no such file';
    throw new InputError({ file: target }, message);
  }
  if (entry !== undefined) {
    const file = join(fixtures, 'minimal', `${entry.id}.json`);
    return { ...(await pickScenario(file, {})), measured: false, entry };
  }
  return { ...(await goldenVector(target, golden)), measured: true, entry };
}

function looksLikeFile(target: string): boolean {
  return isPath(target) || existsSync(target);
}

/** Whether it can only be a file: no id has a slash, or ends so. */
function isPath(target: string): boolean {
  return target === '-' || /[/\\]|\.(?:json|jsonl|gz)$/.test(target);
}

/** The vector of this id, from the file whose name its id begins with. */
async function goldenVector(id: string, folder: string): Promise<Picked> {
  const name = readdirSync(folder)
    .map((file) => GOLDEN_FILE.exec(file)?.[1] ?? '')
    .find((corpus) => corpus !== '' && id.startsWith(`${corpus}-`));
  if (name !== undefined) return pickScenario(join(folder, `${name}.jsonl.gz`), { id });
  const near = nearNames(
    id,
    known().KNOWN_ENTRIES.map((one) => one.id),
  );
  const expected = 'expected a file, or the id of a known difference, violation or golden vector';
  const hint = near.length === 0 ? '' : `; there is ${near.join(', ')}`;
  throw new InputError({ file: id }, `${expected}, got none of them${hint}`);
}
