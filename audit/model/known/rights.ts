// SPDX-License-Identifier: GPL-2.0-or-later
import { AskLevel } from '../../../drivers/asked';
import type { KnownCause } from '../shown';

/** What a driver that maps as it asked would map if it asked for nothing. */
export const RIGHTS_AS_ASKED: KnownCause = {
  id: 'write-not-granted/as-asked',
  title: 'a page is mapped for writing because the device wanted that, whatever its word says',
  why: 'Rights are taken from what the driver asks; a range fault that succeeds has granted that.',
  effect: 'None under the driver’s policy, where each page is asked for with these rights.',
  explains: ({ difference, before, after }) => {
    if (difference.aspect !== 'write-not-granted') return false;
    const run = difference.version === 'before' ? before : after;
    return run.asked[difference.page] === AskLevel.nothing;
  },
};
