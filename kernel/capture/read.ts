// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { Compile } from 'typebox/schema';
import { firstProblem } from '../../oracle/scenario/explain';
import { show } from '../../oracle/scenario/input-error';
import { tryParseJson } from '../../oracle/scenario/json';
import type { JsonProblem } from '../../oracle/scenario/json-text';
import { BootsReader, type LateTest } from './boots';
import {
  type BootReport,
  BootSchema,
  type EndReport,
  EndSchema,
  type InfoReport,
  InfoSchema,
  type ResultReport,
  ResultReportSchema,
  type SkipReport,
  SkipReportSchema,
} from './schema';

/** What came of one case. */
export type CaseOutcome =
  | { readonly kind: 'result'; readonly report: ResultReport }
  /** The guest could not bring it about. */
  | { readonly kind: 'skip'; readonly reason: string }
  /** The guest could not carry it out, or the kernel gave up over it. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** How often it did not end in time; it never did. */
  | ({ readonly kind: 'late' } & LateTest);

/** All that a run of the guest reported. */
export interface Capture {
  readonly info: InfoReport | undefined;
  /** By the name of the case, in order. */
  readonly cases: ReadonlyMap<string, CaseOutcome>;
  /** How many cases the guest meant to carry out. */
  readonly planned: number | undefined;
  /** The tests of the module itself, and whether each passed. */
  readonly selftests: ReadonlyMap<string, boolean>;
  /** The guest's own count; undefined if it never came to its end. */
  readonly end: EndReport | undefined;
  /** How each boot ended; none in a capture of the guest's own words alone. */
  readonly boots: readonly BootReport[];
  /** What the host did about boots and cases that came to nothing at first. */
  readonly notes: readonly string[];
  /** What was to be looked at and was not, although the kernel may be in order. */
  readonly undecided: readonly string[];
  /** What could not be read, by line. A capture that has some is not whole. */
  readonly problems: readonly string[];
}

const checks = {
  info: Compile(InfoSchema),
  result: Compile(ResultReportSchema),
  skip: Compile(SkipReportSchema),
  end: Compile(EndSchema),
  boot: Compile(BootSchema),
};

const PREFIX = /^# hmm-(?:probe(-info|-end)?|(host)) (.*)$/;
const OUTCOME = /^(not )?ok (\d+) (\S+)(?: # ?(.*))?$/;
const PLAN = /^1\.\.(\d+)/;
/** KTAP's word for a test that did not end in time. */
const TIMEOUT = 'TIMEOUT ';
const BAIL = /^Bail out!(.*)$/;

/**
 * Reads what the guest wrote to its port: KTAP with results in comments (`kernel/protocol.md`).
 * Nothing makes it throw: a line that cannot be read, or is cut short, is a problem of the capture,
 * and lines of other origin (the kernel's own) are passed over.
 */
export function readCapture(text: string): Capture {
  const reader = new CaptureReader();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    reader.take(line.replace(/\r$/, ''), index + 1, index < lines.length - 1);
  }
  return reader.done();
}

/** What is wrong with a line of JSON. */
const WHY = {
  syntax: 'no JSON',
  duplicate: 'a key twice',
  number: 'a number that is not held exactly',
  depth: 'too many levels of nesting',
} as const satisfies Readonly<Record<JsonProblem['kind'], string>>;

class CaptureReader {
  private info: InfoReport | undefined;
  private end: EndReport | undefined;
  private planned: number | undefined;
  private readonly cases = new Map<string, CaseOutcome>();
  private readonly selftests = new Map<string, boolean>();
  private readonly problems: string[] = [];
  /** Results whose line of KTAP has not come yet. */
  private readonly told = new Map<string, CaseOutcome>();
  /** The cases of this boot; one that comes again in another boot was run again. */
  private readonly inBoot = new Set<string>();
  private readonly boots = new BootsReader();

  take(line: string, number: number, terminated: boolean): void {
    const data = PREFIX.exec(line);
    if (data !== null) {
      this.takeData(data[1] ?? data[2] ?? '', data[3] ?? '', number, terminated);
      return;
    }
    const outcome = OUTCOME.exec(line);
    if (outcome !== null && terminated) {
      this.takeOutcome(outcome[3] ?? '', outcome[1] !== undefined, outcome[4], number);
      return;
    }
    const [, bail] = BAIL.exec(line) ?? [];
    if (bail !== undefined) this.problems.push(`line ${number}: the guest refused: ${bail.trim()}`);
    const plan = PLAN.exec(line);
    // A second boot after a hang has a plan of its own for what is left.
    if (plan === null) return;
    this.planned = Math.max(this.planned ?? 0, Number(plan[1]));
    this.boots.began();
  }

  done(): Capture {
    const { info, cases, planned, selftests, end, problems } = this;
    for (const name of this.told.keys()) {
      problems.push(`case ${name}: expected a line of KTAP for its result, got none`);
    }
    const host = this.boots.done();
    for (const [name, late] of host.late) {
      if (!isOfModule(name)) cases.set(name, { kind: 'late', ...late });
      else if (late.times > 1) selftests.set(name, false);
      else host.undecided.push(`${name}: ${late.reason}; it was not run again`);
    }
    problems.push(...host.problems);
    if (host.boots.length === 0) {
      if (info === undefined) problems.push('expected a line # hmm-probe-info, got none');
      if (end === undefined) problems.push('expected a line # hmm-probe-end, got none');
    }
    const { boots, notes, undecided } = host;
    return { info, cases, planned, selftests, end, boots, notes, undecided, problems };
  }

  private takeData(what: string, text: string, line: number, terminated: boolean): void {
    const parsed = tryParseJson(text);
    if (parsed.kind === 'problem') {
      const why = terminated ? WHY[parsed.problem.kind] : 'a line that is cut short';
      this.problems.push(`line ${line}: expected JSON, got ${why}: ${show(text)}`);
      return;
    }
    const { value } = parsed;
    if (what === '-info') {
      if (checks.info.Check(value)) this.info = value;
      else this.misfit(InfoSchema, value, line);
    } else if (what === '-end') {
      if (checks.end.Check(value)) this.end = value;
      else this.misfit(EndSchema, value, line);
    } else if (what === 'host') {
      if (checks.boot.Check(value)) this.takeBoot(value);
      else this.misfit(BootSchema, value, line);
    } else if (checks.result.Check(value)) {
      this.told.set(value.case, { kind: 'result', report: value });
    } else if (checks.skip.Check(value)) {
      this.told.set(value.case, { kind: 'skip', reason: skipReason(value) });
    } else {
      this.misfit(ResultReportSchema, value, line);
    }
  }

  private takeBoot(boot: BootReport): void {
    const { end, culprit, message } = boot;
    // A guest that was cut off can have reported a result without its line of KTAP.
    if (end !== 'powered off') this.told.clear();
    this.inBoot.clear();
    this.boots.take(boot);
    if (end !== 'panic' || culprit === undefined) return;
    this.boots.ended(culprit);
    if (isOfModule(culprit)) this.selftests.set(culprit, false);
    else this.cases.set(culprit, { kind: 'broken', reason: `the kernel panicked: ${message}` });
  }

  private takeOutcome(name: string, failed: boolean, remark: string | undefined, line: number) {
    if (failed && remark?.startsWith(TIMEOUT) === true) {
      this.boots.late(name, remark.slice(TIMEOUT.length));
      return;
    }
    this.boots.ended(name);
    if (isOfModule(name)) {
      this.boots.ofModule();
      this.selftests.set(name, !failed);
      return;
    }
    const told = this.told.get(name);
    this.told.delete(name);
    if (this.inBoot.has(name)) this.problems.push(`line ${line}: case ${name} came twice`);
    this.inBoot.add(name);
    if (failed) this.cases.set(name, { kind: 'broken', reason: remark ?? 'no reason was given' });
    else if (told !== undefined) this.cases.set(name, told);
    else this.problems.push(`line ${line}: case ${name}: expected a result before it, got none`);
  }

  private misfit(schema: Type.TSchema, value: unknown, line: number): void {
    const problem = firstProblem(schema, value);
    const field = problem?.field === undefined || problem.field === '' ? '' : `${problem.field}: `;
    const expected = problem?.expected ?? 'a value of the protocol';
    this.problems.push(`line ${line}: ${field}expected ${expected}, got ${show(problem?.got)}`);
  }
}

/** One of the module's own tests, or all of them. */
function isOfModule(name: string): boolean {
  return name === 'selftest' || name.startsWith('selftest/');
}

function skipReason({ skip }: SkipReport): string {
  return `step ${skip.step}, "${skip.text}": ${skip.errno}`;
}
