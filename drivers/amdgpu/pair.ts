// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPair } from '../conversion';
import { amdgpuAfter } from './after';
import { amdgpuBefore } from './before';
import { convertAmdgpuAfter } from './convert-after';
import { convertAmdgpuBefore } from './convert-before';

/** amdgpu's userptr, from the mapping to the array of pages. */
export const AMDGPU_PAIR = {
  name: 'amdgpu',
  title: 'amdgpu, 5.7 and 5.8',
  before: { ...amdgpuBefore, convert: convertAmdgpuBefore },
  after: { ...amdgpuAfter, convert: convertAmdgpuAfter },
} satisfies KnownPair;
