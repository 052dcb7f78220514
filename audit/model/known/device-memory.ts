// SPDX-License-Identifier: GPL-2.0-or-later
import { AskLevel } from '../../../drivers/asked';
import type { KnownCause } from '../shown';

/**
 * A driver that asks for its own device memory and maps with the rights that it asked for. Not a
 * matter of a port: a version by itself does it.
 */
export const OWN_PAGE_WRITABLE: KnownCause = {
  id: 'write-not-granted/own-device-private',
  title: 'a page of the driver’s own device memory that is read-only is mapped for writing',
  why:
    'A range fault that asks to write succeeds on a device-private entry of the caller’s that is ' +
    'read-only, as after fork(): it fills it in as it is, without HMM_PFN_WRITE. The driver looks at ' +
    'no flag, and maps with the rights that it asked for.',
  effect:
    'The device writes a page that parent and child still share: a copy-on-write page without the ' +
    'copy. Real if such a page can be shared; testing HMM_PFN_WRITE, as nouveau does, rules it out.',
  explains: ({ difference, before, after, pair }) => {
    if (difference.aspect !== 'write-not-granted') return false;
    const [run, version] =
      difference.version === 'before' ? [before, pair.before] : [after, pair.after];
    return version.owner !== 0 && run.granted[difference.page] === AskLevel.read;
  },
};
