// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { isWellFormed } from '../../legacy/format-clauses';
import { KNOWN_FORMATS } from '../../legacy/known-formats';
import {
  FLAGS_ABOVE,
  ILL_FORMED,
  KNOWN,
  randomIllFormed,
  randomWellFormed,
  WELL_FORMED,
} from './formats';
import type { FormatLimits } from './limits';
import type { Random } from './random';
import { WeightedTable } from './weighted-table';

/** A format that has a name, or a class of formats. */
export type FormatName = 'nouveau' | 'amdgpu' | 'documentation' | 'well-formed' | 'ill-formed';

/** The formats by name, and the two classes. */
export const FORMAT_NAMES: readonly FormatName[] = [
  'nouveau',
  'amdgpu',
  'documentation',
  'well-formed',
  'ill-formed',
];

/** Formats to draw from. */
export interface FormatSource extends FormatLimits {
  draw(random: Random): LegacyFormat;
}

/** One in this many formats of a class is a random one, whose bigints are expensive. */
const RANDOM_RARITY = 8;

/** No format at all. */
export const NO_FORMAT: FormatLimits & { draw(): undefined } = {
  none: true,
  allows: () => false,
  draw: () => undefined,
};

/** Formats of any of these: a format itself, one by name, or any of a class. */
export function formatSource(choices: readonly (FormatName | LegacyFormat)[]): FormatSource {
  const sources = choices.map(sourceOf);
  const table = new WeightedTable(sources.map((source) => [source, 1] as const));
  return {
    none: false,
    allows: (format) => sources.some((source) => source.allows(format)),
    draw: (random) => table.pick(random).draw(random),
  };
}

function sourceOf(choice: FormatName | LegacyFormat): FormatSource {
  if (typeof choice !== 'string') return single(choice);
  switch (choice) {
    case 'well-formed':
      return classSource(true, WELL, randomWellFormed);
    case 'ill-formed':
      return classSource(false, ILL, randomIllFormed);
    case 'nouveau':
    case 'amdgpu':
    case 'documentation':
      return single(KNOWN_FORMATS[choice]);
  }
}

const WELL = new WeightedTable<LegacyFormat>([
  ...KNOWN.map(({ format }) => [format, 12] as const),
  ...WELL_FORMED.map(({ format }) => [format, 1] as const),
]);
const ILL = new WeightedTable<LegacyFormat>(
  [...FLAGS_ABOVE, ...ILL_FORMED].map(({ format }) => [format, 1] as const),
);

function classSource(
  wellFormed: boolean,
  table: WeightedTable<LegacyFormat>,
  drawRandom: (random: Random) => LegacyFormat,
): FormatSource {
  return {
    none: false,
    allows: (format) => isWellFormed(format) === wellFormed,
    draw: (random) => (random.chance(1, RANDOM_RARITY) ? drawRandom(random) : table.pick(random)),
  };
}

function single(only: LegacyFormat | undefined): FormatSource {
  if (only === undefined) throw new RangeError('"format" expected a known one');
  const key = keyOf(only);
  return {
    none: false,
    allows: (format) => format === only || keyOf(format) === key,
    draw: () => only,
  };
}

function keyOf({ fields: { flags, values, pfnShift } }: LegacyFormat): string {
  return [flags.valid, flags.write, values.error, values.none, values.special, pfnShift].join();
}
