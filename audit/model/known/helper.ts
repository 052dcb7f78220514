// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownSetting } from '../settings';

/** A port to the helper of 7.3. */
export const TO_HELPER: KnownSetting = {
  id: 'loop/to-helper',
  title: 'the loop after -EBUSY is now that of hmm_range_fault_unlocked_timeout()',
  why:
    'The helper reads the sequence, takes the mmap lock and tries again by itself, with the array as it ' +
    'stands; with a mask of 0 what stands there asks nothing.',
  effect: 'None: an attempt is sent back for the same reasons, and a fatal signal ends it now.',
  is: ({ trait, values: [before, after] }) =>
    trait === 'call' && before === 'hmm_range_fault()' && after !== before,
};
