// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsToKeep, type KeptFindings } from './stages/chunk';
import { loopsToKeep } from './stages/loops';
import { NARROW, RANDOM, RECENT, UNLOCKED } from './stages/random';
import { SPREAD_OVER_SCOPE } from './stages/scope';

/** Where the digests of findings are kept; `npm run mutate -- --findings` makes them anew. */
export const FINDINGS_FILE = join(__dirname, 'data', 'findings.json');

/** The digests that are kept. */
export function readFindings(): KeptFindings {
  return JSON.parse(readFileSync(FINDINGS_FILE, 'utf8'));
}

/**
 * What is found in the scenarios of all stages that judge by it, and in the loops of drivers.
 * @throws Error if anything is new in them.
 */
export function makeFindings(): KeptFindings {
  const parts = [SPREAD_OVER_SCOPE, RANDOM, RECENT, UNLOCKED, NARROW].map(findingsToKeep);
  return Object.assign({}, ...parts, loopsToKeep());
}
