// SPDX-License-Identifier: GPL-2.0-or-later
import type { OriginName } from '../../oracle/compare/origin';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { type Examined, type RunVerdict, verdictOf } from '../../oracle/verdict/verdict';
import type { CutRequest } from '../cut/cut-unit';
import type { StandIn } from '../cut/unit';
import type { Circumstances } from './circumstances';
import type { Protection } from './compiler';
import type { ObservedLoop } from './observed-loop';
import type { ScenarioOptions } from './scenarios';
import type { AuditedSides } from './sides';

/** A kernel tree that is one of the sides. */
interface AuditedTree {
  readonly name: string;
  readonly folder: string;
}

/** What the user asked for. */
export interface AuditCOptions extends ScenarioOptions {
  /** undefined: the code after is judged by itself. */
  readonly before: string | undefined;
  readonly after: string;
  /** Which functions of the code after, a file of a kernel tree, are cut out of it. */
  readonly cut: CutRequest | undefined;
  /** Whose range fault each version calls. */
  readonly sides: AuditedSides;
  /** The kernel trees among those sides. */
  readonly trees: readonly AuditedTree[];
  /** In which circumstances the code is run; what is not given takes turns. */
  readonly circumstances: Partial<Circumstances>;
  readonly adapter: string | undefined;
  readonly functions: { readonly before: string; readonly after: string } | undefined;
  /** The compiler's command; undefined is the system's. */
  readonly cc: string | undefined;
  readonly cflags: readonly string[];
  /** Milliseconds of processor time that a conversion may take. */
  readonly timeout: number;
  /** Seconds that a compiler may take for a file. */
  readonly compileTimeout: number;
  /** Where the build stays; undefined: nowhere. */
  readonly keep: string | undefined;
}

/** How the code was built, and how it is protected and confined. */
export interface BuildSummary {
  readonly compiler: string;
  readonly protection: Protection;
  /** What keeps the code under audit from everything but its own memory. */
  readonly confinement: readonly string[];
  /** What could not be had for that, each with its reason. */
  readonly unconfined: readonly string[];
  /** Headers that were made because nobody has them. */
  readonly standIns: readonly string[];
  /** What stands in for parts of the kernel in code that was cut out of it. */
  readonly cut: readonly StandIn[];
  /** Why nothing was run with 32-bit longs. */
  readonly skipped32: string;
}

/** What both versions make of one page. */
export interface AuditCPage {
  readonly page: number;
  /** What the walk met there. */
  readonly origin: OriginName;
  /** The word that the version reads, how it is read, and what becomes of it. */
  readonly before: string;
  readonly after: string;
}

/** A mistake of the port, with the simplest scenario that shows it. */
export interface AuditCFinding {
  readonly cause: string;
  /** How many scenarios show it; 0 for a request, which needs none. */
  readonly count: number;
  /** A warning ends the process that gives it, so that it is looked for once a batch only. */
  readonly atLeast: boolean;
  /** What the scenario does not say; ordinary where two versions are compared. */
  readonly circumstances: Circumstances;
  readonly origins: Readonly<Record<string, number>>;
  readonly scenario: ScenarioDocument;
  /** What both versions make of the first pages of that scenario; none where neither was run. */
  readonly pages?: readonly AuditCPage[];
  /** The same for a person, line by line, and how either version ended. */
  readonly lines: readonly string[];
}

/** All that an audit found, as data. */
export interface AuditCReport {
  readonly options: AuditCOptions;
  readonly build: BuildSummary;
  readonly interrupted: boolean;
  /** What both versions converted, and what not. */
  readonly examined: Examined;
  /** Too many scenarios ended their process; the rest was not run. */
  readonly gaveUp: boolean;
  readonly scenarios: Readonly<Record<'vectors' | 'scope' | 'random', number>>;
  readonly converted: number;
  readonly pages: number;
  readonly notRun: number;
  /** Scenarios without a conversion, by why. */
  readonly skipped: Readonly<Record<string, number>>;
  /** In what the old version's format is ill-formed: its entries cannot be distinguished. */
  readonly formatDefects: readonly string[];
  /** Known differences of the range faults themselves, which the conversions only pass on. */
  readonly known: readonly {
    readonly id: string;
    readonly title: string;
    readonly count: number;
  }[];
  /** What the driver does around the range fault; null if it calls none, or two versions are compared. */
  readonly loop: ObservedLoop | null;
  readonly findings: readonly AuditCFinding[];
  readonly notShown: readonly { readonly cause: string; readonly count: number }[];
}

/** What an audit comes to: clean is a port that is as good as its range faults allow. */
export function verdictOfAuditC({ findings, examined }: AuditCReport): RunVerdict {
  return verdictOf(findings.length > 0, examined);
}
