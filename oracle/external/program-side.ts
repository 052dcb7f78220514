// SPDX-License-Identifier: GPL-2.0-or-later
import { endingWithUs } from '../child/confinement';
import { LineProcess, type Silence, Unheard } from '../child/line-process';
import { isModern, SIDE_NAMES, type SideName } from '../run/side-names';
import { InputError, show } from '../scenario/input-error';
import { parseJson } from '../scenario/json';
import type { Scenario } from '../scenario/scenario';
import { writeScenario } from '../scenario/write';
import type { Answer } from './answer';
import type { ExternalSide } from './external-side';
import { JSON_FRAMING } from './json-framing';
import { readSideAnswer } from './read-answer';

/** The protocol between this program and a side: docs/sides.md. */
const SIDE_PROTOCOL = 'hmm-side/1';

/** A side that is a program. */
interface ProgramSpec {
  readonly name: string;
  /** The model to hold it to; what the program says of itself, if not given. */
  readonly like: SideName | undefined;
  /** For a shell. */
  readonly command: string;
}

interface ProgramOptions {
  /** How long each answer may take. */
  readonly limitMs: number;
  /** What it writes to standard error; other people's text. */
  readonly onOutput: (text: string) => void;
}

/** How many questions are under way together. */
const TOGETHER = 256;
/**
 * After so many failures of a kind a program is not asked any more; what is left is not compared. One that does not
 * answer costs the whole time limit each time.
 */
const MOST_FAILURES = 20;
const MOST_LATE = 3;
/** Starting is not answering: an interpreter may have much to load. */
const HELLO_LIMIT_MS = 60_000;

/**
 * Starts a program that is a side.
 * @throws InputError if it does not begin as the protocol has it.
 */
export async function openProgram(
  spec: ProgramSpec,
  options: ProgramOptions,
): Promise<ExternalSide> {
  const side = new ProgramSide(spec, options);
  await side.begin();
  return side;
}

/** The protocol has no words for inner attempts. */
const NOT_ASKED: Answer = { kind: 'none', why: 'only calls of hmm_range_fault() are asked' };

function isAskable({ range }: Scenario): boolean {
  return range.call === undefined;
}

class ProgramSide implements ExternalSide {
  readonly saved = undefined;
  readonly name: string;
  readonly what: string;
  private process: LineProcess | undefined;
  private failures = 0;
  /** How many of them were answers that did not come in time. */
  private late = 0;
  /** Why it could not be started again. */
  private notBegun: string | undefined;
  private isInterrupted = false;
  private said: SideName | undefined;

  constructor(
    private readonly spec: ProgramSpec,
    private readonly options: ProgramOptions,
  ) {
    this.name = spec.name;
    this.what = spec.command;
  }

  get like(): SideName {
    const like = this.spec.like ?? this.said;
    if (like === undefined) throw new TypeError('a side is named after it has begun');
    return like;
  }

  async begin(): Promise<void> {
    const { command } = this.spec;
    const words = [...endingWithUs(), '/bin/sh', '-c', command];
    this.process = new LineProcess(
      { command: words, onOutput: this.options.onOutput },
      JSON_FRAMING,
    );
    try {
      const [line = ''] = await this.process.ask(
        [JSON.stringify({ hello: SIDE_PROTOCOL })],
        HELLO_LIMIT_MS,
      );
      this.said = readHello(line, this.place);
    } catch (error) {
      this.close();
      if (!(error instanceof Unheard)) throw error;
      const expected = `{"number":0,"hello":"${SIDE_PROTOCOL}","like":…}`;
      throw new InputError(
        { file: this.place },
        `expected ${expected} as its first line, got none: ${silenceText(error.silence)}`,
      );
    }
  }

  async answers(scenarios: readonly Scenario[]): Promise<readonly Answer[]> {
    const answers = [...(await this.answersTo(scenarios.filter(isAskable)))];
    return scenarios.map((scenario) => (isAskable(scenario) && answers.shift()) || NOT_ASKED);
  }

  private async answersTo(scenarios: readonly Scenario[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    while (answers.length < scenarios.length) {
      const asked = scenarios.slice(answers.length, answers.length + TOGETHER);
      const why = this.whyNotAsked();
      if (why === undefined) answers.push(...(await this.askSome(asked)));
      else answers.push(...asked.map((): Answer => ({ kind: 'none', why })));
    }
    return answers;
  }

  /** Why it is asked no more; undefined if it is. */
  private whyNotAsked(): string | undefined {
    const { name, failures, late, notBegun } = this;
    if (this.isInterrupted) return 'interrupted';
    if (notBegun !== undefined) return `${name} could not be started again: ${notBegun}`;
    if (late >= MOST_LATE) {
      const limit = `${this.options.limitMs / 1000} s`;
      return `${name} did not answer within ${limit} (--time-limit) ${late} times and was not asked again`;
    }
    if (failures >= MOST_FAILURES)
      return `${name} failed ${failures} times and was not asked again`;
    return undefined;
  }

  /** The answers to the first of some scenarios, as far as they come before a failure. */
  private async askSome(scenarios: readonly Scenario[]): Promise<readonly Answer[]> {
    const able = scenarios.findIndex((scenario) => !this.canRun(scenario));
    if (able === 0)
      return [{ kind: 'none', why: `the scenario has no legacy format, which ${this.like} needs` }];
    const asked = able < 0 ? scenarios : scenarios.slice(0, able);
    const questions = asked.map((scenario) =>
      JSON.stringify({ scenario: writeScenario(scenario) }),
    );
    const { limitMs } = this.options;
    if (!(await this.isBegun())) return [];
    try {
      const lines = (await this.process?.ask(questions, limitMs)) ?? [];
      return lines.map((line, index) => readSideAnswer(line, asked[index]));
    } catch (error) {
      if (!(error instanceof Unheard)) throw error;
      this.close();
      if (this.isInterrupted) return [];
      this.failures++;
      if (error.silence.kind === 'late') this.late++;
      const before = error.answered.map((line, index) => readSideAnswer(line, asked[index]));
      const what = SILENCES[error.silence.kind];
      return [...before, { kind: 'failed', what, lines: [silenceText(error.silence)] }];
    }
  }

  /** Whether it runs, or could be started again. What it has answered until then stands, if it cannot. */
  private async isBegun(): Promise<boolean> {
    if (this.process !== undefined) return true;
    try {
      await this.begin();
      return true;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.notBegun = error.message;
      return false;
    }
  }

  private canRun({ format }: Scenario): boolean {
    return format !== undefined || isModern(this.like);
  }

  interrupt(): void {
    this.isInterrupted = true;
    this.process?.close();
  }

  close(): void {
    this.process?.close();
    this.process = undefined;
  }

  private get place(): string {
    return `--side ${this.name}`;
  }
}

/** What a program failed in, by how it fell silent. */
const SILENCES: Readonly<Record<Silence['kind'], string>> = {
  ended: 'ends',
  late: 'does not answer in time',
  'out of turn': 'writes out of turn',
  closed: 'was closed',
};

function silenceText(silence: Silence): string {
  switch (silence.kind) {
    case 'ended':
      return silence.signal === null
        ? `it ended with exit code ${silence.code}`
        : `it was ended by ${silence.signal}`;
    case 'late':
      return `the time limit of ${silence.limitMs / 1000} s passed`;
    case 'out of turn':
      return `it wrote out of turn: ${JSON.stringify(silence.line.slice(0, 60))}`;
    case 'closed':
      return 'it was closed';
  }
}

function readHello(line: string, file: string): SideName {
  const value = parseJson(line, { file });
  const hello: unknown = typeof value === 'object' && value !== null ? value : {};
  const get = (key: string): unknown =>
    typeof hello === 'object' && hello !== null ? Reflect.get(hello, key) : undefined;
  if (get('hello') !== SIDE_PROTOCOL) {
    const message = `expected "hello" to be ${SIDE_PROTOCOL}, got ${show(get('hello'))}`;
    throw new InputError({ file }, message);
  }
  const like = SIDE_NAMES.find((name) => name === get('like'));
  if (like !== undefined) return like;
  const message = `expected "like" to be one of ${SIDE_NAMES.join(', ')}, got ${show(get('like'))}`;
  throw new InputError({ file }, message);
}
