// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { type Source, sourceName } from '../oracle/scenario/bytes';
import { type CorpusScenario, scanCorpus } from '../oracle/scenario/corpus';
import { InputError } from '../oracle/scenario/input-error';
import { writeScenario } from '../oracle/scenario/write';

/** How many bad lines are listed; the others are counted, up to a bound. */
const ERRORS_NAMED = 20;
/** After this many bad lines a file is assumed to be something else, and is not read further. */
const ERRORS_READ = 1_000;

/** A user's scenarios, all of them in order, and a digest of what they say. */
export interface GivenScenarios {
  readonly items: readonly CorpusScenario[];
  readonly files: number;
  /** SHA-256 of the canonical documents, a line each: the same whatever the files' layout. */
  readonly sha256: string;
}

/** Thrown if files hold lines that are no scenarios: fixtures are made of all of them or of none. */
export class BadLines extends Error {
  /** @param errors the first ones; `more` were not kept, and reading may have ended after them. */
  constructor(
    readonly errors: readonly InputError[],
    readonly more: number,
    readonly complete: boolean,
  ) {
    super(errors.map(({ message }) => message).join('\n'));
    this.name = 'BadLines';
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Reads the scenarios of files: JSON Lines or one document, plain or gzip, bare or with results
 * beside them. Nothing is run before all are read, so a bad line is known before anything is written.
 *
 * @throws BadLines for lines that are no scenarios, and for an id that is there twice.
 * @throws InputError if a file cannot be read, or holds no scenario.
 */
export async function readGiven(
  sources: readonly Source[],
  signal: AbortSignal,
): Promise<GivenScenarios> {
  const reader = new GivenReader();
  for (const source of sources) {
    const before = reader.seen;
    for await (const item of scanCorpus(source)) {
      signal.throwIfAborted();
      reader.add(item);
    }
    if (reader.seen === before) {
      const place = { file: sourceName(source) };
      reader.add({ kind: 'error', error: new InputError(place, 'expected scenarios, got none') });
    }
  }
  return reader.finish(sources.length);
}

class GivenReader {
  seen = 0;
  private readonly items: CorpusScenario[] = [];
  private readonly errors: InputError[] = [];
  private bad = 0;
  private readonly places = new Map<string, string>();
  private readonly digest = createHash('sha256');

  add(item: CorpusScenario | { readonly kind: 'error'; readonly error: InputError }): void {
    this.seen++;
    if (item.kind === 'error') {
      this.refuse(item.error);
      return;
    }
    const { file, line, scenario } = item;
    if (scenario.range.call !== undefined) {
      const message = 'expected none, as fixtures are calls of hmm_range_fault(), got "unlocked"';
      this.refuse(new InputError({ file, line }, message, 'call'));
      return;
    }
    const first = this.places.get(scenario.id);
    if (first !== undefined) {
      const id = JSON.stringify(scenario.id);
      const message = `expected an id of its own, got ${id}, which ${first} has`;
      this.refuse(new InputError({ file, line }, message, 'id'));
      return;
    }
    this.places.set(scenario.id, `${file}:${line}`);
    this.digest.update(`${JSON.stringify(writeScenario(scenario))}\n`);
    this.items.push(item);
  }

  /** @throws BadLines if there were any. */
  finish(files: number): GivenScenarios {
    if (this.bad > 0) throw this.badLines(true);
    return { items: this.items, files, sha256: this.digest.digest('hex') };
  }

  private refuse(error: InputError): void {
    this.bad++;
    if (this.errors.length < ERRORS_NAMED) this.errors.push(error);
    if (this.bad >= ERRORS_READ) throw this.badLines(false);
  }

  private badLines(complete: boolean): BadLines {
    return new BadLines(this.errors, this.bad - this.errors.length, complete);
  }
}
