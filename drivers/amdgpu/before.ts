// SPDX-License-Identifier: GPL-2.0-or-later
import { AMDGPU } from '../../legacy/known-formats';
import type { Driver } from '../driver';
import { PLAIN_LOOP } from '../loop';
import { buildsUserptr, encodeUserptr } from './userptr';

/** amdgpu's userptr in 5.7: its own format; the caller checks the sequence, after the loop. */
export const amdgpuBefore = {
  id: 'amdgpu-before',
  title: 'amdgpu, 5.7',
  format: { kind: 'customizable', revision: 'v5.7', format: AMDGPU },
  windowLimit: null,
  owner: 0,
  loop: { ...PLAIN_LOOP, noPages: 'again', check: { kind: 'by-caller' } },
  encode: encodeUserptr,
  builds: buildsUserptr,
} satisfies Driver;
