// SPDX-License-Identifier: GPL-2.0-or-later
import { type Driver, OWN_DEVICE } from './driver';
import { PLAIN_LOOP } from './loop';
import { nouveauAfter } from './nouveau/after';
import { buildsWindow, WINDOW_PAGES } from './nouveau/window';

/**
 * The loop that 7.3 has moved into the kernel (`hmm_range_fault_unlocked_timeout()`; model.md, section 7),
 * with the requests of nouveau: on `-EBUSY` again, with the array as it stands. The check under the
 * driver's lock stays with the driver, whose own loop comes around this one. A page fault that drops the
 * mmap lock begins it again as an invalidation does; no action here is one.
 */
export const unlockedLoop = {
  id: 'unlocked-7.3',
  title: 'hmm_range_fault_unlocked_timeout(), 7.3, with the requests of nouveau',
  format: { kind: 'fixed', revision: '7.3' },
  windowLimit: WINDOW_PAGES,
  owner: OWN_DEVICE,
  loop: {
    ...PLAIN_LOOP,
    call: { kind: 'unlocked', budgetMs: 1000, keepsRequests: false },
    check: { kind: 'by-caller' },
    bounds: [],
  },
  encode: nouveauAfter.encode,
  builds: buildsWindow,
} satisfies Driver;
