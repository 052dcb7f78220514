// SPDX-License-Identifier: GPL-2.0-or-later
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
    Object.values(fieldsOf(format).values).includes(pair.left.word(page)),
});
