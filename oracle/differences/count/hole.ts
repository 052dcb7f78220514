// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../../mm/entry';
import { countDifference } from './difference';

export const countEndsInHole = countDifference({
  id: 'count-ends-in-hole',
  title: 'v5.7 does not count a hole at the end of the range',
  kinds: [Kind.hole],
  why: 'Filling a hole in a VMA records the start of the hole, not its end.',
});
