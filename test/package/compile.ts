// SPDX-License-Identifier: GPL-2.0-or-later
import type { Ended } from '../support/command';
import { write } from './consumer';
import { run } from './install';

/** A way in which a user's compiler resolves modules. */
export interface Resolution {
  readonly module: string;
  readonly moduleResolution: string;
}

/** All ways but the one by which files are compiled to be run, {@link compile}. */
export const OTHER_RESOLUTIONS: readonly Resolution[] = [
  { module: 'esnext', moduleResolution: 'bundler' },
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'commonjs', moduleResolution: 'node10' },
];

/** Compiles files of a project with its own TypeScript, as strictly as can be, into `out/`. */
export function compile(folder: string, files: readonly string[]): Promise<Ended> {
  return tsc(folder, files, {
    ...{ module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false },
    ...{ rootDir: '.', outDir: 'out' },
  });
}

/** What a project's own TypeScript says of files, another resolution given. */
export function checkTypes(
  folder: string,
  files: readonly string[],
  resolution: Resolution,
  version: string,
): Promise<Ended> {
  const isOld = resolution.moduleResolution === 'node10';
  // TypeScript 6 still has node10, and wants to hear that one knows it to be old.
  const old = isOld && version.startsWith('6') ? { ignoreDeprecations: '6.0' } : {};
  // With node10, fast-check's types do not find those of a package that they need themselves.
  return tsc(folder, files, { ...resolution, ...old, skipLibCheck: isOld, noEmit: true });
}

function tsc(
  folder: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<Ended> {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ target: 'es2022', lib: ['es2023', 'dom'], types: [], ...options },
  };
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions, files }));
  return run(folder, process.execPath, 'node_modules/typescript/lib/tsc.js', '-p', '.');
}
