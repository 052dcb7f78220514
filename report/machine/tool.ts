// SPDX-License-Identifier: GPL-2.0-or-later
import { packageVersion } from '../../oracle/package/files';

/** This tool, as reports name it. */
export const TOOL = { name: 'hmm-pfn', version: packageVersion() } as const;
