// SPDX-License-Identifier: GPL-2.0-or-later
import { ANYWHERE, bothAtOnce, type Guard } from '../code/guards';
import type { CodeLine } from '../code/lines';

/** Requests: those that are there for certain, and an expression for the rest, '' if there is none. */
export interface ValueBits {
  readonly bits: number;
  readonly rest: string;
}

/** What was there when the lines begin that are shown. */
export const BEFORE = 'what it held';

/** Whether the rest of a value can be any request. */
export function isUnknown(rest: string): boolean {
  return rest !== '' && rest !== BEFORE;
}

/** What a field, an entry or a variable holds on a way through a function. */
export interface HeldRequest extends ValueBits {
  /** What was stored last, as written, and where. */
  readonly text: string;
  readonly line: CodeLine | undefined;
  /** Whether that changed what was there instead of replacing it. */
  readonly isPart: boolean;
}

/** Whether two ask for the same. */
export function isSame(one: ValueBits, other: ValueBits): boolean {
  return one.bits === other.bits && one.rest === other.rest;
}

/** A way through a function, up to one of its statements. */
export interface Path {
  readonly guard: Guard;
  /** The lines of the conditions that were decided on it. */
  readonly decided: readonly CodeLine[];
  readonly cells: ReadonlyMap<string, HeldRequest>;
}

export const START: Path = { guard: ANYWHERE, decided: [], cells: new Map() };

/** A function has more ways than are told apart: nothing is said of it. */
export class TooManyPaths extends Error {}

const PATH_LIMIT = 96;
/** Before those that are one again are put together, there may be more. */
const OPEN_LIMIT = 8 * PATH_LIMIT;

export function stored(path: Path, cell: string, held: HeldRequest): Path {
  return { ...path, cells: new Map([...path.cells, [cell, held]]) };
}

/** How a store changes what is held. */
export type StoreKind = 'set' | 'add' | 'remove' | 'spoil';

export function afterStore(before: ValueBits, kind: StoreKind, by: ValueBits): ValueBits {
  const together = (sign: string): string =>
    before.rest === by.rest ? before.rest : `${before.rest}${sign}${by.rest}`;
  switch (kind) {
    case 'set':
      return by;
    case 'add':
      return {
        bits: before.bits | by.bits,
        rest: together(before.rest === '' || by.rest === '' ? '' : '|'),
      };
    case 'remove':
      return { bits: before.bits & ~by.bits, rest: by.rest === '' ? before.rest : together('&~') };
    case 'spoil':
      return { bits: 0, rest: `${before.bits}${before.rest}^${by.bits}${by.rest}` };
  }
}

/** The ways on which one of the guards holds that do not contradict what was decided before. */
export function narrowedBy(
  paths: readonly Path[],
  guards: readonly Guard[],
  line: CodeLine | undefined,
): readonly Path[] {
  if (paths.length * guards.length > OPEN_LIMIT) throw new TooManyPaths();
  return paths.flatMap((path) =>
    guards.flatMap((guard): Path[] => {
      const both = bothAtOnce(path.guard, guard);
      if (both === undefined) return [];
      const decided =
        line === undefined || guard.size === 0 ? path.decided : [...path.decided, line];
      return [{ ...path, guard: both, decided }];
    }),
  );
}

/** A way on which a variable has another value now: what was decided of the last one is over. */
export function forgotten(path: Path, name: string): Path {
  const kept = [...path.guard].filter(([text]) => !namesIn(text).has(name));
  return kept.length === path.guard.size ? path : { ...path, guard: new Map(kept) };
}

const namesOfText = new Map<string, ReadonlySet<string>>();

function namesIn(text: string): ReadonlySet<string> {
  const known = namesOfText.get(text) ?? new Set(text.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? []);
  if (namesOfText.size > 1000) namesOfText.clear();
  namesOfText.set(text, known);
  return known;
}

/** Ways that hold the same and that one condition alone parts are one again. */
export function merged(paths: readonly Path[]): readonly Path[] {
  const found: Path[] = [];
  for (const path of paths) {
    let one = path;
    for (;;) {
      const other = found.find(
        (there) => holdSame(one, there) && parting(one.guard, there.guard) !== undefined,
      );
      if (other === undefined) break;
      found.splice(found.indexOf(other), 1);
      const atom = parting(one.guard, other.guard);
      one = { ...one, guard: new Map([...one.guard].filter(([name]) => name !== atom)) };
    }
    found.push(one);
  }
  if (found.length > PATH_LIMIT) throw new TooManyPaths();
  return found;
}

function holdSame({ cells }: Path, other: Path): boolean {
  if (cells.size !== other.cells.size) return false;
  return [...cells].every(([cell, held]) => {
    const there = other.cells.get(cell);
    return there !== undefined && isSame(held, there);
  });
}

/** The one condition that parts two guards, '' if they are the same; undefined if more do. */
function parting(guard: Guard, other: Guard): string | undefined {
  if (guard.size !== other.size) return undefined;
  let found = '';
  for (const [name, value] of guard) {
    const there = other.get(name);
    if (there === value) continue;
    if (there === undefined || found !== '') return undefined;
    found = name;
  }
  return found;
}
