// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { formatDifference } from './difference';

export const flagsOverlap = formatDifference({
  id: 'format-flags-overlap',
  title: 'flags[VALID] has a bit of flags[WRITE]: every page is decoded as writable',
  legacy: 'reports a read-only page, but decodes its word as writable',
  why: 'The valid bits of the word include one that also means writable.',
  driver: 'It lets the device write to pages that the CPU may only read: shared or zero pages.',
  hits: (decision, { valid, write }, pair, page) =>
    decision.kind === 'page' &&
    decision.flags !== 'write' &&
    pair.left.states.kinds[page] === StateKind.write &&
    ((valid.low & write.low) !== 0 || (valid.high & write.high) !== 0),
});
