// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../../mm/entry';
import { countDifference } from './difference';

export const countEndsInGap = countDifference({
  id: 'count-ends-in-gap',
  title: 'v5.7 does not count a gap between VMAs at the end of the range',
  kinds: [Kind.gap],
  why: 'Filling a piece without a VMA records no address at all.',
});
