// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/well-formed';
import { formatDifference } from './difference';

export const validZero = formatDifference({
  id: 'format-valid-zero',
  title: 'flags[VALID] is zero: every page reads as none',
  legacy: 'reports the page, and reads its word as none, since no bit says that it is valid',
  why: 'The decoder takes a word without a bit of flags[VALID] for none.',
  driver: 'It never maps anything.',
  hits: (decision, format) => decision.kind === 'page' && formatDefectIds(format).has('valid-zero'),
});
