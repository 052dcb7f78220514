// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, InvalidArgumentError, Option } from 'commander';
import { placeName, wholeNumber } from '../cli/options';
import { usageText } from '../cli/print';
import { type ReportChoice, type ReportRequest, withReports } from '../cli/report-files';
import { shellWord } from '../report/text/shell-word';
import { bitsOf, findKernels, type OwnKernelPlaces, SERIES_32 } from './boot';
import { KEPT_KERNELS, OTHER_KERNELS } from './report/kept';

/** Kernels that Debian has, which cannot be run, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  '5.10':
    'the module cannot be built for it: what it reports (PageAnonExclusive(), the mark of swapped pages, PTE markers) is there since 5.19; see kernel/README.md, "Releases that do not run"',
};

/** Standard output has KTAP, or JSON with `--json`. */
const REPORTS: ReportChoice = { formats: ['junit', 'ktap', 'sarif'], printed: false };

/** What a command line of `npm run test:kernel` says. */
export interface Arguments {
  readonly kernel: string;
  readonly bits: 32 | 64;
  readonly image?: string;
  readonly build?: string;
  readonly modules?: string;
  readonly tree?: string;
  readonly install?: true;
  readonly runs: number;
  readonly seed?: number;
  readonly case?: readonly string[];
  readonly scenario?: string;
  readonly keep?: string;
  readonly json?: true;
  readonly report?: readonly ReportRequest[];
}

/** The command of a live run. */
export function liveCommand(action: (options: Arguments) => Promise<void>): Command {
  return withReports(new Command('npm run test:kernel --'), REPORTS)
    .description(
      'Boot kernels under QEMU, let each execute memory cases and range faults, and compare what it did ' +
        'with the model of its revision: return code, array, page faults, walks, page table.',
    )
    .addOption(
      new Option('--kernel <series>', 'which kernel')
        .choices([...KEPT_KERNELS, ...OTHER_KERNELS, ...Object.keys(NOT_RUN), 'all'])
        .default('all'),
    )
    .addOption(
      new Option(
        '--bits <width>',
        'the width of its words: with 32, Debian’s last kernel for i386, with PAE',
      )
        .default(64)
        .argParser(widthOf)
        .conflicts(['image', 'tree', 'scenario']),
    )
    .addOption(
      new Option('--image <file>', 'a kernel of your own instead: its bzImage or vmlinux')
        .argParser(placeName)
        .conflicts('kernel'),
    )
    .option('--build <dir>', 'with --image: the folder it was built in, or its headers', placeName)
    .option(
      '--modules <dir>',
      'with --image: its lib/modules/RELEASE, if not this machine’s',
      placeName,
    )
    .addOption(
      new Option(
        '--tree <dir>',
        'a kernel tree instead: a small configuration of it is built (once), and booted',
      )
        .argParser(placeName)
        .conflicts(['kernel', 'image', 'build', 'modules']),
    )
    .option('--install', 'first install missing Debian packages (as root)')
    .option('--runs <count>', 'number of random cases besides the named ones', wholeNumber(0), 2000)
    .option(
      '--seed <number>',
      'seed of the random cases (default: random; 1 in CI)',
      wholeNumber(0),
    )
    .option(
      '--case <name>',
      'run only the case with this name (repeatable)',
      (name: string, others: readonly string[] = []) => [...others, name],
    )
    .addOption(
      new Option(
        '--scenario <file>',
        'run only the scenarios in this file, as far as a process can bring them about',
      ).conflicts('case'),
    )
    .option(
      '--keep <dir>',
      'folder for recipe, capture, results, console, report and new scenarios',
      placeName,
    )
    .option('--json', 'print one JSON object per kernel instead of KTAP')
    .addHelpText(
      'after',
      '\nExit codes: 0 cases were compared, with no unexplained differences; 1 an unexplained difference, a\n' +
        'panic, a hang, a case that the guest could not execute; 2 bad usage, nothing compared, or not\n' +
        'everything compared (what and why is printed; a missing kernel is skipped if another one ran);\n' +
        '70 a defect in this program; 130 interrupted.\n' +
        '\nA busy machine makes a run longer but does not change its results: limits count the guest’s own\n' +
        'work, what did not end in time is run again alone, and a boot that reported nothing is retried.',
    )
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageText(text)) })
    .action(action);
}

function widthOf(text: string): 32 | 64 {
  if (text === '32') return 32;
  if (text === '64') return 64;
  throw new InvalidArgumentError(`expected 32 or 64, got ${JSON.stringify(text)}.`);
}
/** Where a kernel of one's own lies, if one is given. */
export function ownPlaces({ image, build, modules }: Arguments): OwnKernelPlaces | undefined {
  if (image !== undefined && build !== undefined) {
    return { image, build, ...(modules === undefined ? {} : { modules }) };
  }
  if (image === undefined && build === undefined && modules === undefined) return undefined;
  throw new InvalidArgumentError('--image and --build belong together, --modules to both.');
}
/** Which kernels are to run. Those of 32 bits ended with 6.1: a later one cannot be had. */
export function wantedSeries({ kernel, bits }: Arguments): readonly string[] {
  const reason = NOT_RUN[kernel];
  if (reason !== undefined) throw new InvalidArgumentError(`--kernel ${kernel}: ${reason}.`);
  if (bits === 64) {
    if (kernel !== 'all') return [kernel];
    const found = findKernels().filter((one) => bitsOf(one) === 64);
    return [...new Set([...KEPT_KERNELS, ...found.map((one) => one.series)])];
  }
  if (kernel === 'all') return SERIES_32;
  if (SERIES_32.includes(kernel)) return [kernel];
  throw new InvalidArgumentError(
    `--kernel ${kernel} --bits 32: Debian has built no kernels for i386 after bookworm; expected --kernel ${SERIES_32.join(', ')}.`,
  );
}
/** The command that runs on a kernel again. */
export function replayOf(options: Arguments, kernel: string): string {
  return `npm run test:kernel -- ${whichKernel(options, kernel)}`;
}

/** The words that name the kernel of a run again. */
function whichKernel({ image, build, modules, tree, bits }: Arguments, kernel: string): string {
  if (tree !== undefined) return `--tree ${shellWord(tree)}`;
  const width = bits === 64 ? {} : { bits: `${bits}` };
  const named = { kernel: kernel.replace(/-32$/, ''), ...width };
  const given = Object.entries(image === undefined ? named : { image, build, modules });
  return given
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`]))
    .join(' ');
}
