// SPDX-License-Identifier: GPL-2.0-or-later
import { fieldsOf } from '../read-word';
import { formatDifference } from './difference';

export const valueEqualsPage = formatDifference({
  id: 'format-value-equals-page',
  title: 'a value carries the valid bit, and a page happens to have the same word',
  legacy: 'reports the page, and reads its word as none, error or special',
  why:
    'The decoder compares with the values before it looks at the valid bit. They must not have it, ' +
    'or the word of some page equals them.',
  driver: 'It loses a page that it asked for, although the call succeeded.',
  hits: (decision, format, pair, page) =>
    (decision.kind === 'page' || decision.kind === 'same word') &&
    Object.values(fieldsOf(format).values).includes(pair.left.word(page)),
});
