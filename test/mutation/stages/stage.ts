// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../../mm/address-space';
import type { Side } from '../../../oracle/run/side';
import type {
  ExpectDocument,
  ScenarioDocument,
  ScenarioWithFormat,
} from '../../../oracle/scenario/schema';
import type { WitnessedFault } from '../witnesses';
import type { KeptFindings } from './chunk';

/** A golden vector as it stands in its file: nothing of it has been read by a mutant yet. */
export interface VectorDocument {
  readonly file: string;
  readonly document: ScenarioDocument;
  readonly expect: ExpectDocument;
}

/** A planted fault with sides that have it; the sides are not mutated. */
export interface FaultWitness {
  readonly fault: WitnessedFault;
  makeSides(space: AddressSpace): readonly Side[];
}

/** What the stages judge by: committed expectations, read once and handed to every mutant. */
export interface Materials {
  readonly vectors: readonly VectorDocument[];
  readonly minimal: readonly {
    readonly id: string;
    readonly scenario: ScenarioWithFormat;
    readonly shows: readonly string[];
  }[];
  readonly faults: readonly FaultWitness[];
  /** What is found in scenarios that are not kept themselves. */
  readonly findings: KeptFindings;
}

/** Says that it is alive: to be called often, by CPU time. */
export type Beat = () => void;

/**
 * A way to see a mutant. It runs in the mutant's own modules.
 * @returns what it saw, for a person; undefined if all is as it should be.
 */
export type Stage = (materials: Materials, beat: Beat) => string | undefined;
