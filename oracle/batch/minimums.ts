// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Check } from 'typebox/schema';
import type { Shortfall } from '../check/campaign-summary';
import type { Counted } from '../chunk/counted';
import type { CountsByName } from '../chunk/counts';
import { ORIGIN_NAMES } from '../compare/origin';
import { OUTCOME_NAMES } from '../coverage/coverage';
import { packageFile } from '../package/files';
import { type ModelName, SIDE_NAMES } from '../run/side-names';
import { firstProblem } from '../scenario/explain';
import { InputError, refuse } from '../scenario/input-error';
import { readJsonFile } from '../scenario/json';
import { CLOSED, count } from '../scenario/schema-entries';

const BySideSchema = Type.Object(
  Object.fromEntries(
    SIDE_NAMES.map((side) => [side, Type.Optional(Type.Record(Type.String(), count(1)))]),
  ),
  { ...CLOSED, description: 'an object from sides to counts' },
);

export const MinimumsSchema = Type.Object(
  {
    schema: Type.Literal('hmm-minimums/1'),
    cells: Type.Optional(BySideSchema),
    together: Type.Optional(BySideSchema),
  },
  { ...CLOSED, description: 'minimums of a campaign' },
);

type BySide = { readonly [Side in ModelName]?: CountsByName };

/** The minimums that come with the package: every cell that a side can reach. */
export const MINIMUMS_FILE = packageFile('fixtures', 'minimums', 'reachable.json');

/** What the random scenarios of a campaign have to reach at least, by side. */
export interface Minimums {
  readonly schema: 'hmm-minimums/1';
  /** How often each cell of the model's table is to be reached, as `ORIGIN OUTCOME`. */
  readonly cells?: BySide;
  /** In how many scenarios two origins are to be met in one call, as `ORIGIN + ORIGIN`. */
  readonly together?: BySide;
}

/**
 * Reads a file of minimums.
 * @throws InputError if it is none, or names what does not exist.
 */
export function readMinimums(file: string): Minimums {
  const value = readJsonFile(file);
  if (!Check(MinimumsSchema, value)) {
    const problem = firstProblem(MinimumsSchema, value);
    return refuse({ file }, problem ?? { field: '', expected: 'minimums', got: value });
  }
  checkNames(file, 'cells', value.cells ?? {}, isCell);
  checkNames(file, 'together', value.together ?? {}, isPair);
  return value;
}

function checkNames(
  file: string,
  field: string,
  bySide: BySide,
  exists: (name: string) => boolean,
): void {
  for (const [side, counts] of Object.entries(bySide)) {
    for (const name of Object.keys(counts ?? {})) {
      if (exists(name)) continue;
      const expected = field === 'cells' ? '"ORIGIN OUTCOME"' : '"ORIGIN + ORIGIN", in their order';
      throw new InputError({ file }, `expected ${expected}, got ${name}`, `${field}.${side}`);
    }
  }
}

const ORIGINS: readonly string[] = ORIGIN_NAMES;
const OUTCOMES: readonly string[] = OUTCOME_NAMES;

function isCell(name: string): boolean {
  const at = name.lastIndexOf(' ');
  return ORIGINS.includes(name.slice(0, at)) && OUTCOMES.includes(name.slice(at + 1));
}

function isPair(name: string): boolean {
  const [one = '', other = '', ...more] = name.split(' + ').map((part) => ORIGINS.indexOf(part));
  return more.length === 0 && one !== '' && other !== '' && one >= 0 && one < other;
}

/** How what was counted compares with minimums. */
interface MinimumsResult {
  /** How many minimums were compared. */
  readonly compared: number;
  readonly shortfalls: readonly Shortfall[];
  /** What was not compared, and why. */
  readonly notCompared: readonly string[];
}

/** Holds what random scenarios reached to what they had to reach. */
export function holdToMinimums(
  { cells = {}, together = {} }: Minimums,
  random: Counted,
  sides: readonly ModelName[],
): MinimumsResult {
  const shortfalls: Shortfall[] = [];
  let compared = 0;
  for (const side of sides) {
    for (const [wanted, reached] of [
      [cells[side], random.coverage[side]],
      [together[side], random.together[side]],
    ] as const) {
      for (const [what, minimum] of Object.entries(wanted ?? {})) {
        const got = reached?.[what] ?? 0;
        compared++;
        if (got < minimum) shortfalls.push({ side, what, minimum, got });
      }
    }
  }
  const named = SIDE_NAMES.filter((side) => cells[side] ?? together[side]);
  const absent = named.filter((side) => !sides.includes(side));
  const notCompared = absent.map((side) => `the minimums of ${side}, which was not run`);
  return { compared, shortfalls, notCompared };
}
