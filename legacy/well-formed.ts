// SPDX-License-Identifier: GPL-2.0-or-later
import { NUMBERS } from '../mm/word-algebra';
import type { LegacyFormat } from './format';
import { FORMAT_CLAUSES, type FormatClause, type FormatDefectId } from './format-clauses';
import type { FormatWords } from './word-codec';

export type { FormatDefectId } from './format-clauses';

/** One way in which a format is ill-formed, and what goes wrong because of it. */
export interface FormatDefect {
  readonly id: FormatDefectId;
  readonly consequence: string;
}

const CLAUSES = Object.entries(FORMAT_CLAUSES) as readonly (readonly [
  FormatDefectId,
  FormatClause,
])[];

/** A format's words, for the laws over an algebra. */
export function formatWords(format: LegacyFormat): FormatWords<bigint> {
  const { flags, values, pfnShift } = format.fields;
  return { ...flags, ...values, pfnShift: BigInt(pfnShift) };
}

/**
 * Every way in which a format is ill-formed, measured against the decoder, which shifts without
 * masking (model.md, section 3); empty if it is well-formed.
 */
export function formatDefects(format: LegacyFormat): readonly FormatDefect[] {
  const words = formatWords(format);
  return CLAUSES.filter(([, clause]) => clause.broken(NUMBERS, words)).map(
    ([id, { consequence }]) => ({ id, consequence }),
  );
}

const idsByFormat = new WeakMap<LegacyFormat, ReadonlySet<FormatDefectId>>();

/** The ids of {@link formatDefects}, computed once a format. */
export function formatDefectIds(format: LegacyFormat): ReadonlySet<FormatDefectId> {
  let ids = idsByFormat.get(format);
  if (ids === undefined) {
    ids = new Set(formatDefects(format).map(({ id }) => id));
    idsByFormat.set(format, ids);
  }
  return ids;
}

/** Whether a driver can rely on the format. */
export function isWellFormed(format: LegacyFormat): boolean {
  return formatDefectIds(format).size === 0;
}
