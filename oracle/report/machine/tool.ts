// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** This tool, as reports name it: from the package that this file belongs to. */
export const TOOL = { name: 'hmm-pfn', version: versionIn(__dirname) } as const;

function versionIn(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    const { name, version }: Readonly<Record<string, unknown>> = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    if (name === 'hmm-pfn' && typeof version === 'string') return version;
  }
  const above = dirname(folder);
  if (above === folder) throw new RangeError('"version" expected a package.json above, got none');
  return versionIn(above);
}
