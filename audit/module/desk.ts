// SPDX-License-Identifier: GPL-2.0-or-later
import type { Conversion } from '../../drivers/conversion';
import { Interrupted } from '../../oracle/child/interrupted';
import { type LineProcess, Unheard } from '../../oracle/child/line-process';
import type { Scenario } from '../../oracle/scenario/scenario';
import { type Inquiry, Unanswered } from '../model/inquiry';
import { contradiction, type Occasion, unheard } from './complaint';
import { type Said, Witness } from './witness';

/** How many are kept at most. */
const KEPT = 4_096;

/** Some of a long row, evenly spread over all of it. */
class Sample<Item> {
  private kept: Item[] = [];
  private seen = 0;
  private stride = 1;

  add(item: Item): void {
    if (this.seen++ % this.stride !== 0) return;
    this.kept.push(item);
    if (this.kept.length < KEPT) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  get items(): readonly Item[] {
    return this.kept;
  }
}

/** How many answers are kept; after that they are requested again. */
const ANSWERS_KEPT = 200_000;
/** How far the witness may lag. */
const BACKLOG = 20_000;
/** How long an answer is waited for after Ctrl-C. */
const GRACE_MS = 1_000;

const UNANSWERED = new Unanswered('the driver has not answered yet');

/** The processes of one module, which has been loaded in both. */
interface ModuleProcesses {
  readonly path: string;
  readonly first: LineProcess;
  readonly second: LineProcess;
  readonly limitMs: number;
}

/** What reads the line that answers a question. */
type ReadLine<Answer> = (line: string, occasion: Occasion) => Answer;

interface Open {
  readonly scenario: Scenario | undefined;
  take(line: string): void;
}

/** Answers by question. */
export type Book<Answer> = Map<string, Answer>;

/**
 * Where questions to a module's process are noted, asked many at a time, and answered from then on.
 * Each is asked a second time elsewhere, and some once more at the end: see {@link Witness}.
 */
export class Desk implements Inquiry {
  private readonly open = new Map<string, Open>();
  private readonly books = new Set<Book<unknown>>();
  private readonly sample = new Sample<Said>();
  private readonly witness: Witness;
  private scenario: Scenario | undefined;

  /**
   * @param shown reads an answer for a message.
   * @param signal Ctrl-C: from then on no answer is waited for long.
   */
  constructor(
    private readonly module: ModuleProcesses,
    private readonly shown: (line: string, occasion: Occasion) => Conversion | string,
    private readonly signal: AbortSignal,
  ) {
    const { second, limitMs } = module;
    this.witness = new Witness(
      second,
      limitMs,
      (said, line) => this.contradiction(said, line),
      (error, asked) => this.silent(error, asked),
    );
  }

  /**
   * The answer to a question, if it is there.
   * @throws Unanswered otherwise; then the question is noted.
   */
  look<Answer>(book: Book<Answer>, question: string, read: ReadLine<Answer>): Answer {
    const answer = book.get(question);
    if (answer !== undefined) return answer;
    this.books.add(book);
    const { scenario } = this;
    const occasion = { path: this.module.path, question, scenario };
    this.open.set(question, {
      scenario,
      take: (line) => book.set(question, read(line, occasion)),
    });
    throw UNANSWERED;
  }

  async each<Item, Result>(
    items: readonly Item[],
    work: (item: Item) => Result,
    about: (item: Item) => Scenario | undefined = () => undefined,
  ): Promise<readonly Result[]> {
    this.tidy();
    const results: Result[] = [];
    let waiting = items.map((item, index) => ({ item, index }));
    while (waiting.length > 0) {
      const still: typeof waiting = [];
      for (const one of waiting) {
        this.scenario = about(one.item);
        try {
          results[one.index] = work(one.item);
        } catch (error) {
          if (!(error instanceof Unanswered)) throw error;
          still.push(one);
        }
      }
      waiting = still;
      if (waiting.length > 0) await this.ask();
    }
    return results;
  }

  async one<Result>(work: () => Result, about?: Scenario): Promise<Result> {
    const [result] = await this.each(
      [{ about }],
      () => ({ is: work() }),
      ({ about: one }) => one,
    );
    if (result === undefined) throw new TypeError('one piece of work has one result');
    return result.is;
  }

  async finish(): Promise<void> {
    const said = [...this.sample.items].reverse();
    const lines = await this.askFirst(said);
    for (const [index, one] of said.entries()) {
      const line = lines[index] ?? '';
      if (line !== one.line) throw this.contradiction(one, line);
    }
    await this.witness.finish();
  }

  private async ask(): Promise<void> {
    const open = [...this.open];
    if (open.length === 0) throw new TypeError('work waits for an answer, and no question is open');
    const asked = open.map(([question, { scenario }]) => ({ question, scenario }));
    const lines = await this.askFirst(asked);
    for (const [index, [, { take }]] of open.entries()) take(lines[index] ?? '');
    this.open.clear();
    const said = asked.map((one, index) => ({ ...one, line: lines[index] ?? '' }));
    for (const one of said) this.sample.add(one);
    this.witness.note(said);
    if (this.witness.backlog > BACKLOG) await this.witness.finish();
  }

  private async askFirst(asked: readonly Omit<Said, 'line'>[]): Promise<readonly string[]> {
    const questions = asked.map(({ question }) => question);
    try {
      return await this.module.first.ask(questions, this.module.limitMs);
    } catch (error) {
      throw this.silent(error, asked);
    }
  }

  /** What to say of a process that did not answer one of these. */
  private silent(error: unknown, asked: readonly Omit<Said, 'line'>[]): unknown {
    if (!(error instanceof Unheard)) return error;
    if (this.signal.aborted) return new Interrupted();
    const { question = '', scenario } = asked[error.index] ?? {};
    return unheard({ path: this.module.path, question, scenario }, error.silence);
  }

  private contradiction({ question, line, scenario }: Said, other: string): Error {
    const occasion = { path: this.module.path, question, scenario };
    return contradiction(occasion, this.shown(line, occasion), this.shown(other, occasion));
  }

  /** Between two pieces of work, when nobody counts on what is there. */
  private tidy(): void {
    for (const book of this.books) if (book.size > ANSWERS_KEPT) book.clear();
  }
}

/** What Ctrl-C means to a process of other people's code. */
export function hurryOn(signal: AbortSignal, processes: readonly LineProcess[]): void {
  const hurry = (): void => {
    for (const one of processes) one.hurry(GRACE_MS);
  };
  if (signal.aborted) hurry();
  else signal.addEventListener('abort', hurry, { once: true });
}
