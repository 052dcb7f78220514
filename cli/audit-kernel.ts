// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { interruptible } from '../oracle/child/ending-signals';
import { lazy } from '../oracle/package/lazy';
import { SCOPES } from '../oracle/scope/scopes';
import type { ChangeSource } from '../tree/audit/open-change';
import { type AuditKernelOptions, verdictOfAuditKernel, withProof } from '../tree/audit/report';
import { findToolchain } from '../tree/build/toolchain';
import { EXIT_CODE_HELP } from './exit-code';
import { exitWith } from './exit-with';
import {
  addScenarioOptions,
  type Bits,
  bitsOption,
  placeName,
  seedOf,
  vectorFiles,
} from './options';
import {
  HtmlFile,
  htmlOption,
  type ReportArguments,
  ReportFiles,
  runFacts,
  withReports,
} from './report-files';
import { ProgressLine, terminalStyle } from './terminal';
import { checkWritable, writeWhole } from './whole-file';

/* What opens trees is loaded while compilers are tried; what judges and what renders, while they run. */
const changes = lazy((): typeof import('../tree/audit/open-change') =>
  require('../tree/audit/open-change'),
);
const proofs = lazy((): typeof import('./prove-change') => require('./prove-change'));
const audit = lazy((): typeof import('../tree/audit/audit-kernel') =>
  require('../tree/audit/audit-kernel'),
);
const text = lazy((): typeof import('../report/text/audit-kernel-text') =>
  require('../report/text/audit-kernel-text'),
);
const documents = lazy((): typeof import('../report/machine/schema/audit-kernel') =>
  require('../report/machine/schema/audit-kernel'),
);
const pages = lazy((): typeof import('../report/html/view/audit-kernel-view') =>
  require('../report/html/view/audit-kernel-view'),
);
const explained = lazy((): typeof import('../oracle/check/explained') =>
  require('../oracle/check/explained'),
);
const lcovFiles = lazy((): typeof import('../report/machine/lcov') =>
  require('../report/machine/lcov'),
);

const DEFAULT_RUNS = 300_000;

interface Arguments extends ReportArguments {
  readonly before?: string;
  readonly after?: string;
  readonly tree?: string;
  readonly patch?: string;
  readonly git?: string;
  readonly expect?: 'same';
  readonly scenario?: string;
  readonly vectors?: readonly string[] | false;
  readonly scope: string;
  readonly runs: number;
  readonly seed?: number;
  readonly cc?: string;
  readonly bits: Bits;
  readonly coverage?: true;
  readonly races?: boolean;
  readonly prove?: true;
  readonly lcov?: string;
  readonly html?: string;
}

/** `hmm-pfn audit kernel` */
export function auditKernelCommand(): Command {
  const command = new Command('kernel')
    .description(
      'Review a change to mm/hmm.c: compile the code from before and after it, unmodified, run both on ' +
        'the same address spaces in user space, and report by cause in what they differ: return code, ' +
        'array, page faults, walks, locks, warnings.',
    )
    .argument('[revisions]', 'with --git: two commits as A..B, or A.. for what is checked out')
    .option(
      '--before <folder>',
      'the kernel tree before the change, or a folder with its few files',
      placeName,
    )
    .option('--after <folder>', 'the kernel tree after the change', placeName)
    .option(
      '--tree <folder>',
      'a kernel tree, to which --patch is applied (in a copy of the few files)',
      placeName,
    )
    .option(
      '--patch <file>',
      'the change as a diff, a mail, or an mbox with a series (- is standard input)',
    )
    .option(
      '--git <repository>',
      'take both from the objects of a git repository; nothing is checked out',
      placeName,
    )
    .addOption(
      new Option(
        '--expect <what>',
        'same: a refactoring, so that known differences are findings, too',
      ).choices(['same']),
    );
  addScenarioOptions(command, DEFAULT_RUNS)
    .option(
      '--races',
      'let other threads act within walks in some 3,000 scenarios, not only in a sample: each entry that is ' +
        'read becomes each other kind of entry, right before each read of it',
    )
    .option('--no-races', 'let no other thread act within walks')
    .option(
      '--prove',
      'also prove, with CBMC, in what one walk of the two trees differs (see prove tree): minutes',
    )
    .addOption(bitsOption())
    .option('--cc <command>', 'the C compiler (default: $CC, cc, gcc or clang)')
    .option(
      '--coverage',
      'count which lines and branches of the code after the change the scenarios reach (needs gcc)',
    )
    .option('--lcov <file>', 'write that coverage as a file of lcov, too', placeName)
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  hmm-pfn audit kernel --tree ~/linux --patch change.mbox --expect same\n' +
        '  hmm-pfn audit kernel --git ~/linux v6.12..HEAD\n' +
        `  hmm-pfn audit kernel --before linux-5.7 --after linux-5.8\n${EXIT_CODE_HELP}`,
    )
    .action(runAuditKernel);
  return withReports(command);
}

async function runAuditKernel(
  revisions: string | undefined,
  given: Arguments,
  command: Command,
): Promise<void> {
  const source = sourceOf(revisions, given);
  if (typeof source === 'string') return command.error(`error: ${source}`);
  const options = optionsOf(given, source);
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  const { lcov } = given;
  const coverage = given.coverage === true || lcov !== undefined;
  if (lcov !== undefined) checkWritable(lcov, (beginning) => beginning.startsWith('TN:'));
  const report = await interruptible(async (signal) => {
    const finding = findToolchain(given.cc, signal);
    const { openChange } = changes();
    text();
    const toolchain = await finding;
    try {
      const withinWalks =
        options.races !== 'none' || given.scenario !== undefined || given.vectors !== undefined;
      const change = await openChange(source, toolchain, {
        ...{ bits: given.bits, withinWalks, coverage: coverage ? 'all' : 'sample' },
        meanwhile: audit,
      });
      // As soon as nothing is compiled any more: a signal may leave no time for it.
      Promise.allSettled([change.counted?.tree]).then(toolchain.close);
      const { auditKernel } = audit();
      const line = new ProgressLine(process.stderr);
      const tell = (stage: string, done: number): void => line.show(stage, done, undefined);
      try {
        const audited = await auditKernel(change, options, tell, signal);
        if (given.prove !== true || signal.aborted) return audited;
        line.clear();
        return withProof(audited, await proofs().proofOfChange(change.folders, signal));
      } finally {
        line.clear();
        change.close();
      }
    } finally {
      toolchain.close();
    }
  });
  const { auditKernelHeader, auditKernelText } = text();
  reports.print(`${auditKernelHeader(options)}\n\n`);
  reports.print(`${auditKernelText(report, terminalStyle(process.stdout))}\n`);
  const exitCode = exitWith(verdictOfAuditKernel(report));
  reports.write(() =>
    documents().auditKernelDocument(report, runFacts(command, options.seed, exitCode)),
  );
  if (lcov !== undefined) writeWhole(lcov, lcovFiles().lcovText(report.coverage?.files ?? []));
  page?.write([pages().auditKernelPart(report, explained().explainPlaces)]);
}

/** Where the two trees come from, or what is wrong with the arguments. */
function sourceOf(
  revisions: string | undefined,
  { before, after, tree, patch, git }: Arguments,
): ChangeSource | string {
  const ways = [before ?? after, tree ?? patch, git].filter((way) => way !== undefined);
  const wanted =
    "two trees ('--before' and '--after'), '--tree' and '--patch', or '--git' and A..B";
  if (ways.length !== 1) {
    return `'audit kernel' needs ${wanted}${ways.length > 1 ? ', only one of these' : ''}`;
  }
  if (revisions !== undefined && git === undefined) {
    return `only '--git' takes revisions, got ${revisions}`;
  }
  if (git !== undefined) {
    if (revisions === undefined) return "'--git' needs two commits, as A..B";
    return { kind: 'git', repository: git, revisions };
  }
  if (tree !== undefined || patch !== undefined) {
    if (tree === undefined || patch === undefined) return "'--tree' and '--patch' need each other";
    return { kind: 'patch', tree, patch };
  }
  if (before === undefined || after === undefined)
    return "'--before' and '--after' need each other";
  return { kind: 'folders', before, after };
}

/** The words by which the command line names the trees. */
function wordsOf(source: ChangeSource): readonly string[] {
  switch (source.kind) {
    case 'folders':
      return ['--before', source.before, '--after', source.after];
    case 'patch':
      return ['--tree', source.tree, '--patch', source.patch];
    case 'git':
      return ['--git', source.repository, source.revisions];
  }
}

/** Single scenarios are run as they stand. */
function extentOf({ races, scenario }: Arguments): AuditKernelOptions['races'] {
  if (races === undefined) return scenario === undefined ? 'sample' : 'none';
  return races ? 'all' : 'none';
}

function optionsOf(given: Arguments, source: ChangeSource): AuditKernelOptions {
  const { scenario, expect = null } = given;
  const only = scenario !== undefined;
  return {
    trees: [...wordsOf(source), ...(given.bits === 32 ? ['--bits', '32'] : [])],
    expect,
    races: extentOf(given),
    vectors: only ? [scenario] : vectorFiles(given.vectors),
    scope: only ? 0 : (SCOPES.find((scope) => String(scope) === given.scope) ?? 0),
    runs: only ? 0 : given.runs,
    seed: seedOf(given.seed),
  };
}
