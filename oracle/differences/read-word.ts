// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat, LegacyFormatFields, LegacyRevision } from '../../legacy/format';
import { type PageState, StateKind } from '../../mm/page-states';

const kept = new WeakMap<LegacyFormat, LegacyFormatFields>();

/** The fields of a format as 64-bit words, made once a format. */
export function fieldsOf(format: LegacyFormat): LegacyFormatFields {
  let fields = kept.get(format);
  if (fields === undefined) {
    fields = format.fields;
    kept.set(format, fields);
  }
  return fields;
}

/**
 * The state that a driver's decoder must read from a word of its format, by model.md, section 3, in
 * the obvious 64-bit form: written apart from the decoder, to hold it to that.
 */
export function stateOfWord(
  format: LegacyFormat,
  revision: LegacyRevision,
  word: bigint,
): PageState {
  const { flags, values, pfnShift } = fieldsOf(format);
  const isPage = (word & flags.valid) !== 0n;
  if (word === values.none) return { kind: StateKind.none, pfn: 0n };
  if (word === values.error) return { kind: StateKind.error, pfn: 0n };
  if (revision === 'v5.7' && word === values.special) return { kind: StateKind.special, pfn: 0n };
  if (!isPage) return { kind: StateKind.none, pfn: 0n };
  const kind = (word & flags.write) !== 0n ? StateKind.write : StateKind.read;
  return { kind, pfn: word / 2n ** BigInt(pfnShift) };
}

/** The word for a page in a customizable format: the valid bit is always set, and the shift wraps. */
export function wordOfPage(format: LegacyFormat, frame: bigint, write: boolean): bigint {
  const { flags, pfnShift } = fieldsOf(format);
  const shifted = BigInt.asUintN(64, frame << BigInt(pfnShift));
  return shifted | flags.valid | (write ? flags.write : 0n);
}
