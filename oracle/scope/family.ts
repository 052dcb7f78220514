// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import type { AddressSpaceImage } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import type { Scenario } from '../scenario/scenario';
import { type CallClasses, callClasses } from './call-classes';
import type { Grid } from './grid';

/** Scenarios of one kind, all of them: number n of the family is always the same. */
export interface Family {
  /** Stable; with a number it names a scenario. */
  readonly name: string;
  /** What is combined with what. */
  readonly combines: string;
  readonly size: number;
  /** Whether it goes through customizable formats; others have nouveau's. */
  readonly ownFormats: boolean;
  /** How many choices each of its lists has: a number stands for one of each, the last fastest. */
  readonly lists: readonly number[];
  /** The scenario with this number; 0 ≤ number < size. */
  scenario(number: number): Scenario;
  /** Whether one call can stand for the others of its class. */
  readonly hasClasses: boolean;
  /** Its calls by class; undefined if it has no classes. */
  classes(): CallClasses | undefined;
}

/** What a family is made of: a grid of address spaces, and for each a grid of calls. */
interface FamilyParts {
  readonly name: string;
  readonly combines: string;
  readonly spaces: Grid;
  readonly calls: Grid;
  /** The address space of these choices from `spaces`. */
  image(choices: readonly number[]): AddressSpaceImage;
  /** The request of these choices from `calls`, in that address space. */
  request(choices: readonly number[], spaceChoices: readonly number[]): RangeRequest;
  /** The format of these choices from `spaces`; nouveau's if not given. */
  format?(choices: readonly number[]): LegacyFormat;
  /**
   * Where the family is judged by class: whether every call is run in the address space of these choices.
   * If not given: {@link isPlain}.
   */
  runsEvery?(choices: readonly number[]): boolean;
  /** Whether it is never judged by class, as words come to sides otherwise than requests are written. */
  neverByClass?: true;
}

/**
 * Whether all choices but at most one are the first of their lists. The address spaces of which that is so
 * have every choice of every list.
 */
function isPlain(choices: readonly number[]): boolean {
  return choices.filter((choice) => choice > 0).length <= 1;
}

/**
 * A family over address spaces and calls. Neighbouring numbers share an address space, which is
 * made once and then only rewound.
 */
export function family(parts: FamilyParts): Family {
  const { name, combines, spaces, calls, runsEvery = isPlain } = parts;
  // An ill-formed format gives each way to ask a meaning of its own.
  const hasClasses = parts.format === undefined && parts.neverByClass === undefined;
  const spaceChoices: number[] = [];
  const callChoices: number[] = [];
  let spaceNumber = -1;
  let mm: AddressSpaceImage | undefined;
  let format = NOUVEAU;
  let classes: CallClasses | undefined;
  return {
    name,
    combines,
    size: spaces.size * calls.size,
    ownFormats: parts.format !== undefined,
    hasClasses,
    lists: [...spaces.lengths, ...calls.lengths],
    scenario(number) {
      const wanted = Math.floor(number / calls.size);
      if (mm === undefined || wanted !== spaceNumber) {
        spaces.decode(wanted, spaceChoices);
        mm = parts.image(spaceChoices);
        format = parts.format?.(spaceChoices) ?? NOUVEAU;
        spaceNumber = wanted;
      }
      calls.decode(number - wanted * calls.size, callChoices);
      const range = parts.request(callChoices, spaceChoices);
      return { id: name, mm, range, format };
    },
    classes() {
      if (!hasClasses) return undefined;
      classes ??= callClasses(
        Array.from({ length: calls.size }, (_, number) => this.scenario(number)),
        (space) => {
          const choices: number[] = [];
          spaces.decode(space, choices);
          return runsEvery(choices);
        },
      );
      return classes;
    },
  };
}
