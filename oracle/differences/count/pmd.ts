// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../../mm/entry';
import { countDifference } from './difference';

export const countEndsInPmd = countDifference({
  id: 'count-ends-in-unmapped-pmd',
  title: 'v5.7 does not count a migrating, nonpresent or corrupt PMD at the end of the range',
  kinds: [Kind.pmdMigration, Kind.pmdNonpresent, Kind.pmdBad],
  why: 'Filling the piece of a PMD that maps nothing records no address at all.',
});
