// SPDX-License-Identifier: GPL-2.0-or-later
import { createRequire } from 'node:module';

/**
 * Loads what confined processes load: they may write nothing, and would compile it anew, each of them, if nobody else had
 * before them (tools/transpile-cache.cjs).
 */
export default function setup(): void {
  const require = createRequire(__filename);
  for (const file of ['../../audit/module/serve.ts', '../../api/drivers.ts']) require(file);
}
