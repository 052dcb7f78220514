// SPDX-License-Identifier: GPL-2.0-or-later
import { FROM_SOURCE } from './files';

/** How a person calls the command here: what hints and commands to paste begin with. */
export const COMMAND = FROM_SOURCE ? 'npm run hmm-pfn --' : 'npx hmm-pfn';
