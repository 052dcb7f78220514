// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/format-clauses';
import { formatDifference } from './difference';

export const writeZero = formatDifference({
  id: 'format-write-zero',
  title: 'flags[WRITE] is zero: no page is decoded as writable',
  legacy: 'reports a writable page, but decodes its word as read-only',
  why: 'A word is writable if it has a bit of flags[WRITE], which has none.',
  driver: 'It maps everything read-only, and each write by the device faults endlessly.',
  hits: (decision, format) =>
    decision.kind === 'page' &&
    decision.flags === 'write' &&
    formatDefectIds(format).has('write-zero'),
});
