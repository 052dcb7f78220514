// SPDX-License-Identifier: GPL-2.0-or-later
import { LegacyFormat } from '../../legacy/format';
import { parseWord } from './hex';
import type { LegacyDocument } from './schema';

/** Formats that a campaign meets again are few; this bounds a corpus where each has its own. */
const CAPACITY = 1024;

const formats = new Map<string, LegacyFormat>();

/**
 * The format that a document describes. Identical ones are the same instance as long as it is
 * remembered: building one costs more than reading the rest of a small scenario.
 */
export function sharedFormat({ flags, values, pfnShift }: LegacyDocument): LegacyFormat {
  const { error, none, special } = values;
  const key = `${flags.valid},${flags.write},${error},${none},${special},${pfnShift}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (formats.size >= CAPACITY) formats.clear();
  const format = new LegacyFormat({
    flags: { valid: parseWord(flags.valid), write: parseWord(flags.write) },
    values: { error: parseWord(error), none: parseWord(none), special: parseWord(special) },
    pfnShift,
  });
  formats.set(key, format);
  return format;
}
