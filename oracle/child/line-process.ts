// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { atExit } from './at-exit';
import { environmentForOthers } from './environment';
import { newMark } from './mark';

/** Why a process gave no answer. */
export type Silence =
  /** It ended. */
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: string | null }
  /** The limit passed. */
  | { readonly kind: 'late'; readonly limitMs: number }
  /** What it wrote is no answer to what it was asked. */
  | { readonly kind: 'out of turn'; readonly line: string }
  /** We ended it. */
  | { readonly kind: 'closed' };

/** A question that was not answered. */
export class Unheard extends Error {
  override readonly name = 'Unheard';

  /**
   * @param index which of the questions that were asked together.
   * @param answered the answers to those before it.
   */
  constructor(
    readonly index: number,
    readonly silence: Silence,
    readonly answered: readonly string[] = [],
  ) {
    super(`no answer to question ${index}: ${silence.kind}`);
  }
}

/** How a process is started. */
interface LineProcessOptions {
  readonly command: readonly string[];
  /** What it writes to its standard output and error, as far as no answers go there. */
  readonly onOutput: (text: string) => void;
}

/** How questions and answers stand in lines. */
export interface Framing {
  /** Which way they go: over a socket of their own, or over the process's standard streams. */
  readonly over: 'socket' | 'standard streams';
  /** The line of a question, without its end. */
  question(number: number, text: string): string;
  /** What a line answers to the question of this number; undefined if it is no answer to that. */
  answer(number: number, line: string): string | undefined;
  /** A line as a message may show it. */
  shown(line: string): string;
}

/** @param token begins every answer, which no other process has. */
export function tokenFraming(token: string): Framing {
  return {
    over: 'socket',
    question: (number, text) => `${number} ${text}`,
    answer: (number, line) => {
      const head = `${token} ${number} `;
      return line.startsWith(head) ? line.slice(head.length) : undefined;
    },
    shown: (line) => line.replace(`${token} `, ''),
  };
}

/** Longer lines are no answers. */
const LONGEST_LINE = 4 * 1024 * 1024;
/** How long its last words may take to arrive. */
const AFTER_EXIT_MS = 200;
/** Where the process finds the socket for questions and answers. */
const LINK = 3;

interface Round {
  readonly first: number;
  readonly count: number;
  readonly answers: string[];
  readonly limitMs: number;
  readonly resolve: (answers: readonly string[]) => void;
  readonly reject: (why: Unheard) => void;
}

/** Where a process's answers come from, and its questions go. */
interface Link {
  readonly reads: Readable;
  readonly writes: Writable;
  /** What it may print to without answering. */
  readonly prints: readonly (Readable | null)[];
}

/**
 * A process of other people's code that answers questions, a line each. It ends with all that it has started. Questions
 * are numbered from 0; an answer is taken only if it comes in turn, in the form that the framing wants of it.
 */
export class LineProcess {
  private readonly child: ChildProcess;
  private readonly mark = newMark();
  private readonly link: Link;
  private rest = '';
  private asked = 0;
  private round: Round | undefined;
  private timer: NodeJS.Timeout | undefined;
  private silence: Silence | undefined;
  /** No answer may take longer, whatever it was asked with. */
  private longestMs = Number.POSITIVE_INFINITY;
  /** Takes back that it ends with us. */
  private readonly outlive: () => void;

  constructor(
    { command, onOutput }: LineProcessOptions,
    private readonly framing: Framing,
  ) {
    const [program = '', ...parameters] = command;
    this.child = spawn(program, parameters, {
      // A group of its own, which Ctrl-C at the terminal does not reach.
      detached: true,
      env: { ...environmentForOthers(), ...this.mark.variables },
      stdio: framing.over === 'socket' ? ['ignore', 'pipe', 'pipe', 'pipe'] : 'pipe',
    });
    this.link = linkOf(this.child, framing.over);
    const { reads, writes, prints } = this.link;
    reads.setEncoding('utf8').on('data', (text: string) => this.take(text));
    // A process that ended takes no more questions; that it ended is said by 'close'.
    for (const stream of new Set([reads, writes])) stream.on('error', () => {});
    for (const stream of prints) forward(stream, onOutput);
    this.child.on('error', (error) => this.fall({ kind: 'out of turn', line: error.message }));
    this.child.on('close', (code, signal) => this.fall({ kind: 'ended', code, signal }));
    // Somebody else may hold its pipes open; what it wrote before its end is read first.
    this.child.on('exit', (code, signal) => {
      setTimeout(() => this.fall({ kind: 'ended', code, signal }), AFTER_EXIT_MS).unref();
    });
    this.outlive = atExit(() => this.killAll());
  }

  /**
   * Asks questions, which are answered in their order.
   *
   * @param limitMs how long each may take.
   * @throws Unheard for the first that got no answer; the process is of no more use then.
   */
  ask(questions: readonly string[], limitMs: number): Promise<readonly string[]> {
    if (this.silence !== undefined) return Promise.reject(new Unheard(0, this.silence));
    if (questions.length === 0) return Promise.resolve([]);
    const first = this.asked;
    this.asked += questions.length;
    const lines = questions.map((text, index) => this.framing.question(first + index, text));
    this.link.writes.write(`${lines.join('\n')}\n`);
    return new Promise((resolve, reject) => {
      this.round = { first, count: questions.length, answers: [], limitMs, resolve, reject };
      this.wait();
    });
  }

  /** From now on an answer takes no longer than this, nor does one that is waited for. */
  hurry(limitMs: number): void {
    this.longestMs = limitMs;
    this.wait();
  }

  /** Ends the process and all that it started; a question that is open gets no answer. */
  close(): void {
    this.fall({ kind: 'closed' });
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.takeLine(line);
    if (this.rest.length > LONGEST_LINE) this.fall({ kind: 'out of turn', line: this.rest });
    else if (this.round !== undefined && lines.length > 0) this.wait();
  }

  private takeLine(line: string): void {
    const { round } = this;
    if (this.silence !== undefined) return;
    const number = round === undefined ? -1 : round.first + round.answers.length;
    const isShort = line.length <= LONGEST_LINE;
    const answer = isShort ? this.framing.answer(number, line) : undefined;
    if (round === undefined || answer === undefined) {
      this.fall({ kind: 'out of turn', line: this.framing.shown(line) });
      return;
    }
    round.answers.push(answer);
    if (round.answers.length < round.count) return;
    this.round = undefined;
    clearTimeout(this.timer);
    round.resolve(round.answers);
  }

  /** The limit begins anew with each answer. */
  private wait(): void {
    clearTimeout(this.timer);
    const { round } = this;
    if (round === undefined) return;
    const limitMs = Math.min(round.limitMs, this.longestMs);
    const answered = round.answers.length;
    this.timer = setTimeout(() => {
      // If it was this process that had no time (a stopped job), the answer may be there, unread.
      setImmediate(() => {
        if (this.round !== round || round.answers.length > answered) return;
        this.fall({ kind: 'late', limitMs });
      });
    }, limitMs);
  }

  private fall(silence: Silence): void {
    if (this.silence !== undefined) return;
    this.silence = silence;
    clearTimeout(this.timer);
    this.outlive();
    this.killAll();
    const { reads, writes } = this.link;
    for (const stream of new Set([reads, writes])) stream.destroy();
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    this.child.unref();
    const { round } = this;
    this.round = undefined;
    round?.reject(new Unheard(round.answers.length, silence, round.answers));
  }

  /** The group, at once, and then whoever has left it. */
  private killAll(): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // Nobody is left in the group.
    }
    this.mark.endAll();
  }
}

function linkOf(child: ChildProcess, over: Framing['over']): Link {
  const { stdin, stdout, stderr } = child;
  if (over === 'socket') {
    const link = child.stdio[LINK];
    if (!(link instanceof Duplex)) throw new TypeError('a pipe beyond stdio is a socket');
    return { reads: link, writes: link, prints: [stdout, stderr] };
  }
  if (stdin === null || stdout === null) throw new TypeError('the standard streams are pipes');
  return { reads: stdout, writes: stdin, prints: [stderr] };
}

function forward(stream: Readable | null, onOutput: (text: string) => void): void {
  stream?.setEncoding('utf8').on('data', onOutput);
  stream?.on('error', () => {});
}
