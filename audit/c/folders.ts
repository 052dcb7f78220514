// SPDX-License-Identifier: GPL-2.0-or-later
import { codeFile, packageFile } from '../../oracle/package/files';

/** The headers that stand for the kernel's. */
export const HEADERS = codeFile('audit', 'c', 'include');
/** The runner and the glue between it and an adapter. */
export const RUNNER = codeFile('audit', 'c', 'child');
/** What `--init` writes. */
export const EXAMPLE = packageFile('examples', 'audit-c');
