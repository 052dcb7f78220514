// SPDX-License-Identifier: GPL-2.0-or-later
import type { CommonFault } from './common-fault';
import { ENDING_FAULTS } from './endings';
import { LATER_OUTPUT_FAULTS } from './later-output';
import { OUTPUT_FAULTS } from './output';
import { REQUEST_FAULTS } from './requests';

/** Mistakes that both formats could share. */
export const COMMON_FAULTS: readonly CommonFault[] = [
  ...OUTPUT_FAULTS,
  ...REQUEST_FAULTS,
  ...ENDING_FAULTS,
  ...LATER_OUTPUT_FAULTS,
];
