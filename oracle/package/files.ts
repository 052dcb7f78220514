// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';

/*
 * The one place that knows where things stand. In a checkout all is in one tree. In an installed
 * package the compiled code is in `dist/`, together with the files that belong to code (C sources,
 * headers, whatever is not TypeScript), and what a user may want to read stands beside `dist/`.
 */

/** Whether this runs from source, in a checkout, and not compiled. */
export const FROM_SOURCE = extname(__filename) === '.ts';

const CODE = join(__dirname, '..', '..');
const ROOT = existsSync(join(CODE, 'package.json')) ? CODE : dirname(CODE);

/** Arguments of `node` by which another process, or a thread, runs the sources as this one does; none in an installed package. */
export const RUN_SOURCES: readonly string[] = FROM_SOURCE
  ? ['-C', 'hmm-pfn-source', '-r', join(CODE, 'tools', 'run-sources.cjs')]
  : [];

/**
 * Where a file stands that belongs to code: `codeFile('audit', 'c')`.
 * @param parts the path below the checkout.
 * @returns an absolute path.
 */
export function codeFile(...parts: readonly string[]): string {
  return join(CODE, ...parts);
}

/**
 * Where a file stands that belongs to the package: `packageFile('fixtures', 'golden')`. Of the top
 * folders these are `fixtures`, `examples`, `schema` and `docs`.
 * @param parts the path below the checkout.
 * @returns an absolute path.
 */
export function packageFile(...parts: readonly string[]): string {
  return join(ROOT, ...parts);
}

/** The version of this package. */
export function packageVersion(): string {
  const description: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  if (typeof description === 'object' && description !== null && 'version' in description) {
    return String(description.version);
  }
  throw new Error('package.json has no version');
}

/** The golden vectors: files of results that were measured from kernel code, as seen from here. */
export function goldenFiles(): readonly string[] {
  const folder = relative('.', packageFile('fixtures', 'golden'));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => join(folder, name));
}
