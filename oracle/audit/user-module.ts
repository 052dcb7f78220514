// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DriverPair } from '../../drivers/conversion';
import { InputError, show } from '../scenario/input-error';
import type { Knowledge } from './known/explanation';
import { doesNotLoad } from './module-error';
import { type Exported, exportedDriver } from './user-driver-shape';
import { loadTypeScript } from './user-typescript';

/** A user's driver: its pair, and what its author knows of the port. */
export interface UserDriver {
  readonly pair: DriverPair;
  readonly known: Knowledge;
}

const TYPESCRIPT = ['.ts', '.cts', '.mts'];
const JAVASCRIPT = ['.js', '.cjs', '.mjs'];

/**
 * Loads a module that default-exports `{ before, after }`, and maybe `name`, `title` and `known`.
 * TypeScript is checked by the compiler first, and needs no build. JavaScript, of either module
 * system, is run as it is; what the compiler would have said of it is said when it shows.
 *
 * @throws InputError if there is no such file, for what the compiler says against it, if it cannot
 *   be run, and if it does not export a driver.
 */
export async function loadUserDriver(path: string): Promise<UserDriver> {
  const file = resolve(path);
  const known = [...TYPESCRIPT, ...JAVASCRIPT];
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new InputError(
      { file: path },
      `expected a module (${known.join(' ')}), got no such file`,
    );
  }
  const extension = extname(file);
  if (TYPESCRIPT.includes(extension)) {
    return driverOf(path, exportedDriver(path, await loadTypeScript(path, file), 'checked'));
  }
  if (JAVASCRIPT.includes(extension)) {
    return driverOf(path, exportedDriver(path, await loadJavaScript(path, file), 'unchecked'));
  }
  throw new InputError(
    { file: path },
    `expected a module (${known.join(' ')}), got ${show(extension)} at the end of its name`,
  );
}

async function loadJavaScript(path: string, file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw doesNotLoad(path, error);
  }
}

function driverOf(path: string, exported: Exported): UserDriver {
  const { before, after, known = {} } = exported;
  const { name = basename(path, extname(path)), title = name } = exported;
  return { pair: { name, title, before, after }, known };
}
