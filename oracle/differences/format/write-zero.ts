// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/well-formed';
import { formatDifference } from './difference';

export const writeZero = formatDifference({
  id: 'format-write-zero',
  title: 'flags[WRITE] is zero: no page reads as writable',
  legacy: 'reports a writable page, and reads its word as read-only',
  why: 'Writable is a word with a bit of flags[WRITE], of which there is none.',
  driver: 'It maps everything read-only, and each write of the device faults for ever.',
  hits: (decision, format) =>
    decision.kind === 'page' &&
    decision.flags === 'write' &&
    formatDefectIds(format).has('write-zero'),
});
