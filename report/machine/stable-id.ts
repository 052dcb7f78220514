// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';

/** Longer names are cut; a column of a table and a file name must hold an id. */
const LONGEST = 120;
const DIGITS = 10;

/**
 * An id for a cause that is known by its name only: the name itself, without blanks. What that would
 * lose is in a digest after it, so that no two names get one id. It depends on the name alone.
 */
export function stableId(name: string): string {
  const id = withoutBlanks(name);
  const kept = /^[\w.:,/~()-]+$/.test(id) && id.length <= LONGEST && withBlanks(id) === name;
  if (kept) return id;
  return `${id.replace(/[^\w.:,/~()-]+/g, '').slice(0, LONGEST)}.${digest(name)}`;
}

/** A name as the id of a case: itself if it can be one. */
export function caseId(name: string): string {
  return /^[!-"$-~]+$/.test(name) ? name : stableId(name);
}

/** Some hexadecimal digits that tell texts apart. */
export function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, DIGITS);
}

function withoutBlanks(name: string): string {
  return name
    .replaceAll(': ', ':')
    .replaceAll(', ', ',')
    .replaceAll(' / ', '~')
    .replaceAll(' ', '_');
}

function withBlanks(id: string): string {
  return id.replaceAll('_', ' ').replaceAll('~', ' / ').replaceAll(',', ', ').replaceAll(':', ': ');
}
