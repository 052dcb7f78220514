// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cacheFolder } from '../package/cache';
import { CommandError, type CommandOptions, runExternal } from './command';

/**
 * Where packages come from: what the machine is set up with, or the backports of the same mirror.
 */
type PackageSource = 'default' | 'backports';

/** A package with the version that would be installed. */
export interface PackageVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * The package manager, made to look at one source. Backports are looked up with sources and lists
 * of our own, derived from the machine's configuration, which stays as it is.
 */
export class Apt {
  private constructor(
    private readonly options: readonly string[],
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * @throws CommandError if the machine has no source of the distribution itself, or is no Debian.
   */
  static async open(source: PackageSource, signal?: AbortSignal): Promise<Apt> {
    if (source === 'default') return new Apt([], signal);
    return Apt.of('backports', `${codename()}-backports`, signal);
  }

  /**
   * One suite of the distribution, whatever runs here, with lists of its own.
   * @throws CommandError as {@link open}.
   */
  static async openSuite(suite: string, signal?: AbortSignal, architecture?: 'i386'): Promise<Apt> {
    const name = `suite-${suite}${architecture === undefined ? '' : `-${architecture}`}`;
    return Apt.of(name, suite, signal, architecture);
  }

  private static async of(
    name: string,
    suite: string,
    signal?: AbortSignal,
    architecture?: 'i386',
  ): Promise<Apt> {
    const folder = join(cacheFolder(), name === 'backports' ? 'apt' : `apt-${name}`);
    for (const part of ['lists/partial', 'cache/archives/partial']) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    const list = join(folder, `${name}.sources`);
    writeFileSync(list, await sourceOf(suite));
    const settings = [
      `Dir::Etc::sourcelist=${list}`,
      'Dir::Etc::sourceparts=/dev/null',
      `Dir::State::lists=${join(folder, 'lists')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      // Packages of another architecture are looked at as if nothing were installed here.
      ...(architecture === undefined
        ? []
        : [
            `APT::Architecture=${architecture}`,
            `APT::Architectures::=${architecture}`,
            'Dir::State::status=/dev/null',
          ]),
    ];
    return new Apt(
      settings.flatMap((setting) => ['-o', setting]),
      signal,
    );
  }

  /** Fetches the lists of packages. */
  async update(): Promise<void> {
    await this.run('apt-get', ['-qq', 'update']);
  }

  /** The packages that a package needs, as far as their names match. */
  async dependencies(name: string, like: RegExp): Promise<readonly string[]> {
    const text = await this.run('apt-cache', ['depends', '--important', name]).catch(() => '');
    const names = [...text.matchAll(/^ *\|?Depends: (\S+)$/gm)].map((match) => match[1] ?? '');
    return names.filter((one) => like.test(one));
  }

  /**
   * @throws CommandError if no version of it can be installed.
   */
  async candidate(name: string): Promise<PackageVersion> {
    const text = await this.run('apt-cache', ['policy', name]);
    const version = /Candidate: (\S+)/.exec(text)?.[1];
    if (version === undefined || version === '(none)')
      throw new CommandError('apt-cache', `${name} has no version that can be installed`);
    return { name, version };
  }

  /** Downloads packages into a folder, which then holds their files. */
  async download(packages: readonly PackageVersion[], folder: string): Promise<void> {
    const wanted = packages.map(({ name, version }) => `${name}=${version}`);
    // Downloads go to a folder of root's; the unprivileged downloader could not write there.
    await this.run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...wanted], {
      cwd: folder,
    });
  }

  /** Installs packages on this machine, without what they only recommend. */
  async install(names: readonly string[]): Promise<void> {
    await this.run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...names]);
  }

  private async run(
    command: string,
    parameters: readonly string[],
    options: CommandOptions = {},
  ): Promise<string> {
    const signal = this.signal === undefined ? {} : { signal: this.signal };
    const words = [...this.options, ...parameters];
    for (let waits = 0; ; waits++) {
      try {
        return await runExternal(command, words, { ...options, ...signal });
      } catch (error) {
        const locked = error instanceof CommandError && LOCKED.test(error.message);
        if (!locked || waits === LOCK_WAITS) throw error;
        await setTimeout(LOCK_WAIT_MS, undefined, signal);
      }
    }
  }
}

/** What the package manager says while another one is at work: there is one lock for each task. */
const LOCKED = /Could not get lock|Unable to (?:acquire|lock)/;
/** The other one is waited for, for five minutes. */
const LOCK_WAITS = 150;
const LOCK_WAIT_MS = 2000;

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The release that runs here. */
function codename(): string {
  const release = readFileSync('/etc/os-release', 'utf8');
  const name = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1];
  if (name === undefined)
    throw new CommandError('apt-get', '/etc/os-release names no release of Debian');
  return name;
}

/** A suite, from the mirror that the packages of the release come from which runs here. */
async function sourceOf(suite: string): Promise<string> {
  const own = codename();
  const format = '$(CODENAME) $(REPO_URI)';
  const targets = await runExternal('apt-get', [
    'indextargets',
    '--format',
    format,
    'Created-By: Packages',
  ]);
  const mirror = targets
    .split('\n')
    .map((line) => line.split(' '))
    .find(([name]) => name === own)?.[1];
  if (mirror === undefined)
    throw new CommandError('apt-get', `no package source of ${own} is configured`);
  const lines = [
    'Types: deb',
    `URIs: ${mirror}`,
    `Suites: ${suite}`,
    'Components: main',
    ...(existsSync(KEYRING) ? [`Signed-By: ${KEYRING}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
