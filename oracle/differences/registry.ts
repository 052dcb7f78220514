// SPDX-License-Identifier: GPL-2.0-or-later

import type { ModernRevision } from '../../modern/revision';
import { ASKS_DIFFERENCES } from './asks/differences';
import { COUNT_DIFFERENCES } from './count/differences';
import type { ChangeDifference, Difference } from './difference';
import { hugetlbHwpoison } from './empty-flags/hugetlb-hwpoison';
import { hugetlbMigration } from './empty-flags/hugetlb-migration';
import { hugetlbNone } from './empty-flags/hugetlb-none';
import { hugetlbProtnone } from './empty-flags/hugetlb-protnone';
import { pmdProtnone } from './empty-flags/pmd-protnone';
import { pteProtnone } from './empty-flags/pte-protnone';
import { flagAbovePfn } from './format/flag-above-pfn';
import { flagInsidePfn } from './format/flag-inside-pfn';
import { flagsOverlap } from './format/flags-overlap';
import { noneIsError } from './format/none-is-error';
import { noneIsSpecial } from './format/none-is-special';
import { pfnRunsIntoOrder } from './format/pfn-runs-into-order';
import { shiftCutsPfn } from './format/shift-cuts-pfn';
import { validZero } from './format/valid-zero';
import { valueEqualsPage } from './format/value-equals-page';
import { writeZero } from './format/write-zero';
import { devmapPtesReported } from './revision/devmap-ptes-reported';
import { exclusiveFaulted } from './revision/exclusive-faulted';
import { foreignPrivateFaulted } from './revision/foreign-private-faulted';
import { gapIsOneHole } from './revision/gap-is-one-hole';
import { mixedMapsWalked } from './revision/mixed-maps-walked';
import { orderWithoutValid } from './revision/order-without-valid';
import { otherMarkersAreNone } from './revision/other-markers-are-none';
import { otherMarkersRefused } from './revision/other-markers-refused';
import { outOfMemoryReported } from './revision/out-of-memory-reported';
import { privatePmdsReported } from './revision/private-pmds-reported';
import { wpMarkersAreNone } from './revision/wp-markers-are-none';

/** What each change of later kernels makes different, in the order of the changes. */
export const CHANGE_DIFFERENCES: Readonly<Record<keyof ModernRevision, ChangeDifference>> = {
  mapOrder: orderWithoutValid,
  exclusiveFaulted,
  devmapPtesReported,
  mixedMapsWalked,
  foreignPrivateFaulted,
  wpMarkersAreNone,
  otherMarkersAreNone,
  gapIsOneHole,
  privatePmdsReported,
  otherMarkersRefused,
  outOfMemoryReported,
};

/** A change in what is read stands before the differences in what is asked, as it is tighter. */
const { mapOrder, ...OTHER_CHANGES } = CHANGE_DIFFERENCES;

/**
 * Every known difference between sides. A new one needs a file next to these and a line here. Where
 * several explain one disagreement (a format with several defects), the first in this list counts.
 */
export const DIFFERENCES: readonly Difference[] = [
  pteProtnone,
  pmdProtnone,
  hugetlbProtnone,
  hugetlbNone,
  hugetlbMigration,
  hugetlbHwpoison,
  ...COUNT_DIFFERENCES,
  noneIsError,
  noneIsSpecial,
  valueEqualsPage,
  validZero,
  writeZero,
  flagsOverlap,
  shiftCutsPfn,
  flagInsidePfn,
  flagAbovePfn,
  pfnRunsIntoOrder,
  mapOrder,
  ...ASKS_DIFFERENCES,
  ...Object.values(OTHER_CHANGES),
];
