// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/format-clauses';
import { formatDifference } from './difference';

export const validZero = formatDifference({
  id: 'format-valid-zero',
  title: 'flags[VALID] is zero: every page is decoded as none',
  legacy: 'reports the page, but decodes its word as none, since no bit says that it is valid',
  why: 'The decoder treats a word without a bit of flags[VALID] as none.',
  driver: 'It never maps anything.',
  hits: (decision, format) => decision.kind === 'page' && formatDefectIds(format).has('valid-zero'),
});
