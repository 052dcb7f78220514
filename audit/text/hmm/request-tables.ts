// SPDX-License-Identifier: GPL-2.0-or-later
import { ATOM_LIMIT, atomsOf, type Guard, isTrueIn, worldsOf } from '../code/guards';
import type { CodeLine } from '../code/lines';
import { type HeldRequest, isUnknown } from './request-paths';
import type { RequestMade } from './requests-made';

/** What a target asks for, by the conditions that decide it. */
export interface RequestTable {
  readonly rows: readonly Row[];
  /** Each request once. */
  readonly values: readonly HeldRequest[];
  /** Whether it may ask for something that is not known. */
  readonly isOpen: boolean;
  /** The lines of the conditions on the ways to it. */
  readonly decided: readonly CodeLine[];
}

export interface Row {
  readonly guard: Guard;
  readonly held: readonly HeldRequest[];
}

export function tableOf(made: readonly RequestMade[]): RequestTable {
  const [first] = made;
  // What holds on every way decides nothing.
  const isCommon = (name: string, value: boolean): boolean =>
    made.every(({ path }) => path.guard.get(name) === value);
  const common = [...(first?.path.guard ?? [])].filter(([name, value]) => isCommon(name, value));
  const idle = new Set(common.map(([name]) => name));
  const rows = made.map(({ path, held }) => ({
    guard: new Map([...path.guard].filter(([name]) => !idle.has(name))),
    held,
  }));
  const all = rows.flatMap(({ held }) => held);
  return {
    rows: all.length === 0 ? [] : rows,
    values: [...new Map(all.map((one) => [`${one.bits} ${one.rest}`, one])).values()],
    isOpen: all.some(({ rest }) => isUnknown(rest)),
    decided: made.flatMap(({ path }) => path.decided),
  };
}

/** A way of the conditions to come out, and what is asked for on it before and now. */
export interface TableDifference {
  readonly where: Guard;
  readonly was: Row;
  readonly is: Row;
}

/** How the conditions of two tables are related. */
type ConditionsRelated =
  /** One table decides by all that the other one does, and maybe more. */
  | 'nested'
  /** Each decides by something that the other does not know: what they ask for cannot be told apart by it. */
  | 'replaced';

export function conditionsRelated(was: RequestTable, is: RequestTable): ConditionsRelated {
  const [old, fresh] = [conditionsOf(was), conditionsOf(is)];
  const isAllOf = (some: readonly string[], all: readonly string[]): boolean =>
    some.every((name) => all.includes(name));
  return isAllOf(old, fresh) || isAllOf(fresh, old) ? 'nested' : 'replaced';
}

/**
 * Where two tables differ that decide by the same conditions, or one of them by more: for each way in which these can
 * come out, both have to ask for the same. Tables of different conditions cannot be compared so.
 */
export function differencesOf(was: RequestTable, is: RequestTable): readonly TableDifference[] {
  const atoms = [...new Set([...conditionsOf(was), ...conditionsOf(is)])].toSorted();
  if (atoms.length > ATOM_LIMIT || conditionsRelated(was, is) === 'replaced') return [];
  const found: TableDifference[] = [];
  for (const world of worldsOf(atoms)) {
    if (!isPossible(world)) continue;
    const [old, fresh] = [rowsIn(was, world), rowsIn(is, world)];
    const [one, other] = [old[0], fresh[0]];
    if (one !== undefined && other !== undefined && askedIn(old) !== askedIn(fresh)) {
      found.push({ where: world, was: one, is: other });
    }
  }
  return found;
}

function conditionsOf({ rows }: RequestTable): readonly string[] {
  return atomsOf(rows.map(({ guard }) => guard)).toSorted();
}

/** A variable has one value: of `a == X` and `a == Y` one holds at most. */
function isPossible(world: Guard): boolean {
  const subjects = [...world].flatMap(([name, value]) => {
    const [subject, constant] = name.split('==');
    return value && constant !== undefined ? [subject] : [];
  });
  return new Set(subjects).size === subjects.length;
}

function rowsIn({ rows }: RequestTable, world: Guard): readonly Row[] {
  return rows.filter(({ guard }) => isTrueIn(guard, world));
}

function askedIn(rows: readonly Row[]): string {
  return [...new Set(rows.map(askedBy))].sort().join(' or ');
}

function askedBy({ held }: Row): string {
  return held.map(({ bits, rest }) => `${bits} ${rest}`).join(' + ');
}

/** The row of a table that asks for what another does. */
export function rowAsking({ rows }: RequestTable, row: Row): Row | undefined {
  return rows.find((one) => askedBy(one) === askedBy(row));
}
