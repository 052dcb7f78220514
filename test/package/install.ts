// SPDX-License-Identifier: GPL-2.0-or-later
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Ended, ended } from '../support/command';

export const ROOT = resolve(__dirname, '../..');

/** A project of a user, with packages in it. */
export interface Installed {
  readonly folder: string;
  /** Why the packages are not installed there, if npm reaches no registry. */
  readonly missing: string | undefined;
}

/** An empty project with the packed package in it. */
export interface Project extends Installed {
  /** The absolute path of the package. */
  readonly tarball: string;
  /** The paths in the tarball. */
  readonly files: readonly string[];
}

/** What npm says if it cannot reach a registry. */
const UNREACHABLE = /\b(?:E(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|AI_AGAIN))\b/;

/**
 * Packs the project as it stands and installs the tarball in an empty project.
 * @throws Error with npm's own words, if it cannot be packed or installed.
 */
export async function packAndInstall(): Promise<Project> {
  const folder = temporaryProject();
  const packed = await npm(ROOT, 'pack', '--json', '--pack-destination', folder);
  if (packed.code !== 0) throw new Error(`npm pack:\n${packed.stderr}`);
  const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));
  const tarball = join(folder, filename);
  const missing = await npmInstall(folder, tarball);
  const paths = files.map(({ path }: { readonly path: string }) => path);
  return { folder, missing, tarball, files: paths };
}

/**
 * Installs packages in an empty project, as a user does who names them.
 * @throws Error with npm's own words, if it cannot be done and a registry is reached.
 */
export async function install(...packages: readonly string[]): Promise<Installed> {
  const folder = temporaryProject();
  return { folder, missing: await npmInstall(folder, ...packages) };
}

/**
 * Installs packages beside those of a project, or in their place, in a copy of it.
 * @throws Error with npm's own words, if it cannot be done and a registry is reached.
 */
export async function installBeside(
  folder: string,
  ...packages: readonly string[]
): Promise<Installed> {
  const copy = temporaryProject();
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  return { folder: copy, missing: await npmInstall(copy, ...packages) };
}

/** It goes with all temporary files of the tests (test/support/temporary.ts). */
function temporaryProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-package-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  return folder;
}

/** What is in the cache is not asked for again; nobody reads what npm thinks of the packages. */
const QUICKLY = ['--no-audit', '--no-fund', '--prefer-offline'];

/** Why nothing is installed, if npm reaches no registry. */
async function npmInstall(
  folder: string,
  ...parameters: readonly string[]
): Promise<string | undefined> {
  const installed = await npm(folder, 'install', ...QUICKLY, ...parameters);
  if (installed.code === 0) return undefined;
  const [code] = UNREACHABLE.exec(installed.stderr) ?? [];
  if (code === undefined) throw new Error(`npm install:\n${installed.stderr}`);
  return `npm reaches no registry (${code})`;
}

/** Runs a command in the project, without what the npm that runs the tests has set. */
export function run(
  folder: string,
  command: string,
  ...parameters: readonly string[]
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|NODE_OPTIONS|CI$)/.test(name),
  );
  const child = spawn(command, parameters, { cwd: folder, env: Object.fromEntries(inherited) });
  child.stdin.end();
  return ended(child);
}

/** Runs the installed command, as `npx hmm-pfn` does once npm has looked for it. */
export function installed(folder: string, ...parameters: readonly string[]): Promise<Ended> {
  return run(folder, join('node_modules', '.bin', 'hmm-pfn'), ...parameters);
}

/** Puts a development package of this project beside the installed ones, as npm would. */
export function lend(folder: string, ...names: readonly string[]): void {
  for (const name of names) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(resolve(target, '..'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), target);
  }
}

function npm(folder: string, ...parameters: readonly string[]): Promise<Ended> {
  return run(folder, 'npm', ...parameters);
}
