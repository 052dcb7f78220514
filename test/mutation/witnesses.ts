// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressSpace } from '../../mm/address-space';
import { Judge, type Judgement } from '../../oracle/campaign/judge';
import { CLAUSES } from '../../oracle/contract/registry';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import type { Planting, SeenBy } from '../faults/plantings';
import type { Among } from '../faults/sources';

/** A scenario that shows a planted fault, and what must be found in it. */
export interface Witness {
  /** Its number among those of the planting's kind. */
  readonly scenario: number;
  /** The new causes that it must be reported under. */
  readonly causes: readonly string[];
  /** The digest of {@link findingsText}: what is explained beside the new causes counts as well. */
  readonly findings: string;
}

/** A planted fault and where it is known to show. */
export interface WitnessedFault {
  readonly name: string;
  /** The sides that have it. */
  readonly faulty: readonly SideName[];
  /** The sides that are judged, in order. */
  readonly sides: readonly SideName[];
  readonly among: Among;
  readonly seenBy: SeenBy;
  readonly witnesses: readonly Witness[];
}

/** Where the witnesses are kept; `npm run mutate -- --witnesses` looks for them anew. */
export const WITNESS_FILE = join(__dirname, 'data', 'witnesses.json');

/** The witnesses that are kept. */
export function readWitnesses(): readonly WitnessedFault[] {
  return JSON.parse(readFileSync(WITNESS_FILE, 'utf8'));
}

/** Whether witnesses are those of a planting. */
export function isOf(
  witnessed: WitnessedFault,
  { name, faults, sides, seenBy }: Planting,
): boolean {
  return (
    witnessed.name === name &&
    witnessed.faulty.join() === Object.keys(faults).join() &&
    witnessed.sides.join() === sides.join() &&
    witnessed.seenBy === seenBy
  );
}

/** A judge of sides that have run nothing yet: a wrong side may say what is left of an earlier call. */
export function judgeOf(seenBy: SeenBy, space: AddressSpace, sides: readonly Side[]): Judge {
  return new Judge(new Runner(space, sides), seenBy === 'comparison' ? [] : CLAUSES);
}

/** All that a judge says of a scenario: every disagreement and broken promise, and what explains it. */
export function findingsText({ comparisons, breaches, faults }: Judgement): string {
  return JSON.stringify([
    comparisons.map(({ pair: { left, right }, verdict }) => [
      left.name,
      right.name,
      verdict.kind,
      verdict.kind === 'differ'
        ? verdict.findings.map(({ disagreement, difference }) => [
            disagreement,
            difference?.id ?? null,
          ])
        : [],
    ]),
    breaches.map(({ clause, side, page, violation }) => [
      clause.id,
      side.name,
      page,
      violation?.id ?? null,
    ]),
    faults.map(({ kind, side }) => [kind, side.name]),
  ]);
}

/** The digest of a text. */
export function digestOf(text: string): string {
  return shortDigest(createHash('sha256').update(text));
}

/** A digest as it is kept: short, for it is held against chance and not against an enemy. */
export function shortDigest(hash: Hash): string {
  return hash.digest('hex').slice(0, DIGITS);
}

const DIGITS = 12;
