// SPDX-License-Identifier: GPL-2.0-or-later
import type { Driver } from '../driver';
import { PLAIN_LOOP } from '../loop';
import { buildsUserptr, encodeUserptr } from './userptr';

/** amdgpu's userptr in 5.8; the caller checks the sequence, after the loop. */
export const amdgpuAfter = {
  id: 'amdgpu-after',
  title: 'amdgpu, 5.8',
  format: { kind: 'fixed' },
  windowLimit: null,
  owner: 0,
  loop: { ...PLAIN_LOOP, check: { kind: 'by-caller' } },
  encode: encodeUserptr,
  builds: buildsUserptr,
} satisfies Driver;
