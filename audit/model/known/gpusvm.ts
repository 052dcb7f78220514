// SPDX-License-Identifier: GPL-2.0-or-later
import { OWN_PAGE_WRITABLE } from './device-memory';
import type { Knowledge } from './explanation';
import { TO_HELPER } from './helper';

/** What is known of gpusvm, 7.2 and 7.3. */
export const GPUSVM_KNOWLEDGE: Knowledge = {
  settings: [TO_HELPER],
  causes: [OWN_PAGE_WRITABLE],
};
