// SPDX-License-Identifier: GPL-2.0-or-later
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { doesNotLoad } from './load-error';
import { ObjectReader } from './reader';
import { runTypeScript } from './typescript';

const TYPESCRIPT = ['.ts', '.cts', '.mts'];
const JAVASCRIPT = ['.js', '.cjs', '.mjs'];

/** The ends of the names of modules. */
export const MODULE_EXTENSIONS: readonly string[] = [...TYPESCRIPT, ...JAVASCRIPT];

export function isTypeScript(file: string): boolean {
  return TYPESCRIPT.includes(extname(file));
}

/**
 * Runs a module of either language and module system.
 * @returns its default export; for CommonJS code that was compiled from an ECMAScript module, that
 *   module's.
 * @throws Unusable if it cannot be run; Unfit if what it exports cannot be looked at.
 */
export async function loadModule(file: string): Promise<unknown> {
  const module = isTypeScript(file) ? await runTypeScript(file) : await runJavaScript(file);
  const exported = memberOf(module, 'default') ?? module;
  return memberOf(exported, 'default') ?? exported;
}

async function runJavaScript(file: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return module;
  } catch (error) {
    throw doesNotLoad(error);
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return ObjectReader.any(value, '').get(name, 'an export');
}
