// SPDX-License-Identifier: GPL-2.0-or-later
import { convertedPages } from '../compare';
import { OWN_PAGE_WRITABLE } from './device-memory';
import type { Knowledge } from './explanation';
import { TO_HELPER } from './helper';

const OWNER_WHY =
  'In 6.12 xe has no device memory that a process can have pages in, so such a page is another ' +
  'device’s: it is faulted, and comes back. In 7.3 its own are reported as they are, and mapped.';
const LOOP_WHY =
  'In 6.12 the deadline is looked at after -EBUSY, and a stale check sends the caller back with ' +
  '-EAGAIN. drm_gpusvm_get_pages() goes on by itself, with one deadline for all of it.';

/** What is known of xe's userptr, 6.12 and 7.3. */
export const XE_KNOWLEDGE: Knowledge = {
  settings: [
    TO_HELPER,
    {
      id: 'owner/device-memory',
      title: 'pages of xe’s own device memory are no longer brought back',
      why: OWNER_WHY,
      effect: 'None: a userptr range can be in device memory now.',
      is: ({ aspect, values }) => aspect === 'owner' && values.join() === '0,1',
    },
    {
      id: 'loop/goes-on-by-itself',
      title: 'what is stale at the check is faulted again, and no longer by the caller',
      why: LOOP_WHY,
      effect: 'None: it ends at its deadline.',
      is: ({ trait, values }) =>
        (trait === 'check' && values.join() === 'in-loop, fails,in-loop, again') ||
        (trait === 'bounds' && values.join() === '1000 ms, after busy only,1000 ms'),
    },
  ],
  causes: [
    OWN_PAGE_WRITABLE,
    {
      id: 'owner/device-page',
      title: 'a page of the device’s own memory is mapped there, and not brought back',
      why: OWNER_WHY,
      effect: 'None: a userptr range can be in device memory now.',
      explains: ({ because, difference, after }) => {
        if (because === 'owner' || because === 'policy') return true;
        // A page whose frame number is that of a device page is one, whatever entry leads to it.
        if (because !== null || difference.aspect !== 'aperture') return false;
        const outcome = convertedPages(after)?.[difference.page];
        return outcome?.kind === 'mapped' && outcome.aperture === 'vram';
      },
    },
  ],
  loops: [
    {
      id: 'loop/goes-on-by-itself',
      title: 'every check finds the sequence stale, and the loop goes on until its deadline',
      why: LOOP_WHY,
      effect: 'None: in 6.12 it was the caller that went on.',
      is: ({ id, before }) => before === 0 && id === 'no-end-while-invalidated/before-check',
    },
  ],
};
