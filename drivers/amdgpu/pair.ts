// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPair } from '../conversion';
import { amdgpuAfter } from './after';
import { amdgpuBefore } from './before';
import { convertAfter } from './convert-after';
import { convertBefore } from './convert-before';

/** amdgpu's userptr, from the mapping to the array of pages. */
export const AMDGPU_PAIR = {
  name: 'amdgpu',
  title: 'amdgpu, 5.7 and 5.8',
  before: { ...amdgpuBefore, convert: convertBefore },
  after: { ...amdgpuAfter, convert: convertAfter },
} satisfies KnownPair;
