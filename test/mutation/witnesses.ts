// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SideName } from '../../oracle/run/side';

/** The seed of the random scenarios in which planted faults are looked for. */
export const WITNESS_SEED = 20200501;

/** A random scenario that shows a planted fault, and the new causes that it must be reported under. */
export interface Witness {
  readonly scenario: number;
  readonly causes: readonly string[];
}

/** A planted fault and where it is known to show. */
export interface WitnessedFault {
  readonly name: string;
  /** The side that has it. */
  readonly faulty: SideName;
  /** The sides that are judged, in order. */
  readonly sides: readonly SideName[];
  readonly witnesses: readonly Witness[];
}

/** Where the witnesses are kept; `npm run mutate -- --witnesses` looks for them anew. */
export const WITNESS_FILE = join(__dirname, 'data', 'witnesses.json');

/** The witnesses that are kept. */
export function readWitnesses(): readonly WitnessedFault[] {
  return JSON.parse(readFileSync(WITNESS_FILE, 'utf8'));
}
