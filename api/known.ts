// SPDX-License-Identifier: GPL-2.0-or-later

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sidesShowing as sidesOf } from '../oracle/check/minimal';
import { readMinimal } from '../oracle/check/minimal-files';
import { KNOWN_ENTRIES, type KnownEntry } from '../oracle/explain/known';
import { packageFile } from '../oracle/package/files';
import type { SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { hasFormat, type ScenarioWithFormat } from '../oracle/scenario/document';
import { InputError } from '../oracle/scenario/input-error';
import { type ReadVector, readVectors } from './scenario';

/**
 * Every known way in which the sides differ, and in which one breaks a promise of the contract:
 * what docs/differences.md and docs/contract.md tell, as data.
 */
export const KNOWN_CAUSES: readonly KnownEntry[] = KNOWN_ENTRIES;

/**
 * The sides to compare for a known cause to show: the golden ones, or, of what only later kernels
 * do, `modern` and the first that does.
 *
 * @param id that of one of {@link KNOWN_CAUSES}.
 */
export function sidesShowing(id: string): readonly SideName[] {
  return sidesOf(id);
}

/**
 * The simplest scenario that shows a known cause, on the sides of {@link sidesShowing}.
 *
 * @param id that of one of {@link KNOWN_CAUSES}.
 * @throws RangeError for another id.
 */
export function minimalScenario(id: string): ScenarioWithFormat {
  if (KNOWN_CAUSES.some((cause) => cause.id === id)) return readMinimal(id).scenario;
  throw new ArgumentError(`"id" expected that of a known cause, got ${id}`);
}

/** A golden vector: every side can run its scenario. */
export interface GoldenVector extends ReadVector {
  readonly scenario: ScenarioWithFormat;
}

/**
 * The golden vectors, one after the other: scenarios with what the kernel's own code made of them,
 * 10,441 in all. The files are in `fixtures/golden/`.
 *
 * @param corpus one file only: `systematic`, `small`, `huge`, `events`, `formats`, `illformed` or
 *   `edge`.
 * @throws RangeError for another corpus.
 */
export async function* goldenVectors(corpus?: string): AsyncGenerator<GoldenVector, void, void> {
  const folder = packageFile('fixtures', 'golden');
  const names = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  const wanted = names.filter((name) => corpus === undefined || name === `${corpus}${SUFFIX}`);
  if (wanted.length === 0) {
    const known = names.map((name) => name.slice(0, -SUFFIX.length)).sort();
    throw new ArgumentError(`"corpus" expected one of ${known.join(' ')}, got ${corpus}`);
  }
  for (const name of wanted.sort()) {
    for await (const { scenario, ...others } of readVectors(join(folder, name))) {
      if (!hasFormat(scenario)) throw new InputError(others, 'expected a legacy format, got none');
      yield { ...others, scenario };
    }
  }
}

const SUFFIX = '.jsonl.gz';
