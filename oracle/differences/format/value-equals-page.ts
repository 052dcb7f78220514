// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../../legacy/format';
import type { SideName } from '../../run/side-names';
import { fieldsOf } from '../read-word';
import { formatDifference } from './difference';

export const valueEqualsPage = formatDifference({
  id: 'format-value-equals-page',
  title: 'a value has the valid bit set, and a page happens to have the same word',
  legacy: 'reports the page, but decodes its word as none, error or special',
  why:
    'The decoder compares with the values before it tests the valid bit. The values must not have ' +
    'that bit, or the word of some page equals one of them.',
  driver: 'It loses a page that it requested, although the call succeeded.',
  hits: (decision, format, pair, page) =>
    (decision.kind === 'page' || decision.kind === 'same word') &&
    isValue(format, pair.left.name, pair.left.word(page)),
});

/** Whether a side's decoder reads a word as a value; only v5.7's compares with `special`. */
function isValue(format: LegacyFormat, name: SideName, word: bigint): boolean {
  const { none, error, special } = fieldsOf(format).values;
  return word === none || word === error || (word === special && name === 'v5.7');
}
