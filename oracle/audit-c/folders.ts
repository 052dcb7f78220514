// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The headers that stand for the kernel's. */
export const HEADERS = join(ROOT, 'audit', 'include');
/** The runner and the glue between it and an adapter. */
export const RUNNER = join(ROOT, 'audit', 'c');
/** What `--init` writes. */
export const EXAMPLE = join(ROOT, 'examples', 'audit-c');
