// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { type AuditOptions, auditDriver } from '../audit/model/audit';
import { verdictOfAudits } from '../audit/model/examined';
import { AUDIT_SCOPES } from '../audit/model/families';
import { AT_HAND, type Inquiry } from '../audit/model/inquiry';
import type { Knowledge } from '../audit/model/known/explanation';
import { KNOWLEDGE } from '../audit/model/known/registry';
import type { AuditReport } from '../audit/model/report';
import { openUserDriver } from '../audit/module/user-driver';
import type { DriverPair } from '../drivers/conversion';
import { DRIVER_ROWS } from '../drivers/registry';
import { explainPlaces } from '../oracle/check/explained';
import { interruptible } from '../oracle/child/ending-signals';
import { Interrupted } from '../oracle/child/interrupted';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { auditPart } from '../report/html/view/audit-view';
import { auditDocument } from '../report/machine/schema/audit';
import { auditHeader, auditText } from '../report/text/audit-text';
import { EXIT_CODE_HELP, ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import { sayNotConfined } from './module-confinement';
import { printModuleOutput } from './module-output';
import { addMadeScenarios, secondsLimit, seedOf, vectorFiles, withVectorOptions } from './options';
import { say } from './print';
import {
  HtmlFile,
  htmlOption,
  type ReportArguments,
  ReportFiles,
  runFacts,
  withReports,
} from './report-files';
import { terminalStyle } from './terminal';

const DEFAULT_RUNS = 20_000;
const TIME_LIMIT_S = 10;
/** Unexplained causes to show: a wrong port has dozens, and the first few are enough. */
const SHOWN = 10;

interface Arguments extends ReportArguments {
  readonly scope: string;
  readonly runs: number;
  readonly seed?: number;
  readonly vectors?: readonly string[] | false;
  readonly html?: string;
  /** Seconds. */
  readonly timeLimit: number;
}

/** A pair of driver versions, and how to query it. */
interface Audited {
  readonly pair: DriverPair;
  readonly known: Knowledge;
  readonly inquiry: Inquiry;
  close(): void;
}

/** `hmm-pfn audit nouveau|amdgpu|test_hmm|./my-driver.ts` */
export function auditDriverCommand(): Command {
  const names = Object.keys(DRIVER_ROWS).join(', ');
  const command = new Command('driver')
    .description(
      `Run a driver from before its port and from after it (${names}, or a ` +
        'TypeScript or JavaScript module that default-exports {before, after}), and report the ' +
        'differences by cause: in requests, in retry loops, and in what the device gets for each page.',
    )
    .argument('<driver>', `${names}, or the path of a module`);
  addMadeScenarios(command, AUDIT_SCOPES.map(String), DEFAULT_RUNS);
  withVectorOptions(
    command,
    'address spaces to run: scenarios in JSON Lines, plain or gzip (default: the golden vectors)',
    'run no vectors',
  )
    .option(
      '--time-limit <seconds>',
      'time limit for loading a module, and for each of its answers',
      secondsLimit,
      TIME_LIMIT_S,
    )
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText(
      'after',
      '\nA module runs with your privileges, in separate processes (docs/audit.md). A return value that is not\n' +
        `a valid answer, or that depends on anything but its arguments, is rejected.\n${EXIT_CODE_HELP}`,
    )
    .action(runAudit);
  return withReports(command);
}

async function runAudit(driver: string, given: Arguments, command: Command): Promise<void> {
  const files = ReportFiles.open(given);
  const options: AuditOptions = {
    seed: seedOf(given.seed),
    runs: given.runs,
    scope: AUDIT_SCOPES.find((scope) => String(scope) === given.scope) ?? 1,
    vectors: vectorFiles(given.vectors),
    loops: true,
    shown: SHOWN,
    knownShown: true,
  };
  const page = HtmlFile.open(given.html);
  const reports: AuditReport[] = [];
  let names: readonly string[] = [];
  try {
    await interruptible(async (signal) => {
      const audited = await auditedPairs(driver, given, signal);
      names = audited.map(({ pair }) => pair.name);
      files.print(`${auditHeader(driver, options)}\n\n`);
      for (const { pair, known, inquiry, close } of audited) {
        try {
          const report = await auditDriver(pair, known, options, signal, inquiry);
          reports.push(report);
          files.print(`${auditText(report, terminalStyle(process.stdout))}\n`);
        } finally {
          close();
        }
        if (signal.aborted) break;
      }
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say('interrupted before the driver gave its first answer');
    process.exitCode = ExitCode.interrupted;
    return;
  }
  const missing = names.slice(reports.length);
  if (missing.length > 0) files.print(`Interrupted; not audited: ${missing.join(', ')}.\n`);
  const verdict = verdictOfAudits(reports, missing);
  const exitCode = exitWith(verdict);
  const facts = runFacts(command, options.seed, exitCode);
  files.write(() => auditDocument(driver, reports, facts, verdict));
  page?.write(
    reports.map((report) => auditPart(report, driver, explainPlaces)),
    `hmm-pfn audit ${driver}`,
  );
}

async function auditedPairs(
  driver: string,
  { timeLimit }: Arguments,
  signal: AbortSignal,
): Promise<readonly Audited[]> {
  const row = Object.hasOwn(DRIVER_ROWS, driver) ? DRIVER_ROWS[driver] : undefined;
  if (row !== undefined) {
    return row.pairs.map((pair) => ({
      pair,
      known: KNOWLEDGE[pair.name] ?? {},
      inquiry: AT_HAND,
      close: () => {},
    }));
  }
  if (/[./\\]/.test(driver)) {
    const options = { limitMs: timeLimit * 1000, onOutput: printModuleOutput(), signal };
    sayNotConfined();
    return [{ known: {}, ...(await openUserDriver(driver, options)) }];
  }
  const names = Object.keys(DRIVER_ROWS).join(', ');
  throw new ArgumentError(
    `"driver" expected ${names}, or the path of a module such as ./my-driver.ts, got ${driver}`,
  );
}
