// SPDX-License-Identifier: GPL-2.0-or-later
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where packages are unpacked and programs built: `HMM_PFN_CACHE`, or `hmm-pfn` in the user's cache
 * folder. Never in the project.
 */
export function cacheFolder(): string {
  const own = process.env['HMM_PFN_CACHE'];
  if (own !== undefined && own !== '') return resolve(own);
  const cache = process.env['XDG_CACHE_HOME'];
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'hmm-pfn');
}
