// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { AMDGPU } from '../../../legacy/known-formats';
import { AddressSpace, type AddressSpaceImage } from '../../../mm/address-space';
import { Kind } from '../../../mm/entry';
import type { RangeRequest } from '../../../mm/range';
import { Judge } from '../../../oracle/campaign/judge';
import { CLAUSES } from '../../../oracle/contract/registry';
import { makeSide, Runner } from '../../../oracle/run/runner';
import type { SideName } from '../../../oracle/run/side-names';
import type { PlantedFault } from '../../faults/graph';
import { keptFaultySide } from '../../faults/kept-side';
import { entry, image, request, vma } from '../../support/build';
import { FRAME } from '../../support/met';

/*
 * What the conditions of single clauses are for: a case each in which a clause that lacks one would
 * find something else, or nothing. Wrong lines are planted where no right side shows it.
 */

/** A wrong line of a side; the case names it. */
export type WrongLine = Omit<PlantedFault, 'name'>;

/** A scenario in which a clause that lacks one of its conditions would find something else. */
export interface Case {
  readonly clause: string;
  /** What the condition is for. */
  readonly because: string;
  readonly side?: SideName;
  /** The wrong line of the side; a right side, if not given. */
  readonly fault?: WrongLine;
  readonly mm: Partial<AddressSpaceImage>;
  readonly asks: string;
  readonly first?: number;
  readonly range?: Partial<RangeRequest>;
  /** `PAGE CAUSE` each: the last part of a known violation's id, or `new`. */
  readonly finds: readonly string[];
}

/** The breaches of a clause, in order. */
export function found({ clause, side = 'modern', fault, mm, asks, first = 0, range }: Case) {
  const space = new AddressSpace();
  const made = fault
    ? keptFaultySide({ name: clause, ...fault }, side, space)
    : makeSide(side, space);
  const judge = new Judge(
    new Runner(space, [made]),
    CLAUSES.filter(({ id }) => id === clause),
  );
  const { breaches, faults } = judge.judge({
    id: clause,
    mm: image({ vmas: [vma(0, 8)], ...mm }),
    range: request(first, asks, range),
    format: AMDGPU,
  });
  expect(faults.filter(({ kind }) => kind === 'throws')).toEqual([]);
  return breaches.map(({ page: at, violation }) => `${at} ${violation?.id.split('.')[1] ?? 'new'}`);
}

/** Declares a test for each case. */
export function expectAll(cases: readonly Case[]): void {
  it.each(cases)('$clause: $because', (one) => {
    expect(found(one)).toEqual(one.finds);
  });
}

export const MODERN_WALK = 'modern/walk-operations.ts';
/** How a walk of it ends. */
export const MODERN_ENDS = 'modern/vma-walk.ts';
export const LEGACY_WALK = 'legacy/walk-operations.ts';

/** A table is there, and nothing in its first pages. */
export const table = [entry(7, { kind: Kind.pteSwap })];
export const present = (at: number, parts = {}) =>
  entry(at, { kind: Kind.ptePresent, ...parts }, FRAME + at);
export const none = (at: number) => entry(at, { kind: Kind.none });
