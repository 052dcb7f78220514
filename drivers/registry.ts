// SPDX-License-Identifier: GPL-2.0-or-later
import { amdgpuAfter } from './amdgpu/after';
import { amdgpuBefore } from './amdgpu/before';
import type { Driver } from './driver';
import { nouveauAfter } from './nouveau/after';
import { nouveauBefore } from './nouveau/before';

/** Every driver version with an attempt loop, older before newer. */
export const DRIVERS: readonly Driver[] = [nouveauBefore, nouveauAfter, amdgpuBefore, amdgpuAfter];
