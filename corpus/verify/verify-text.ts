// SPDX-License-Identifier: GPL-2.0-or-later
import { isUtf8 } from 'node:buffer';
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { SIDE_NAMES, type SideName } from '../../oracle/run/side-names';
import { readBytes, type Source } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { parseJson } from '../../oracle/scenario/json';
import { LINE_LIMIT } from '../../oracle/scenario/lines';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import { FixtureMaker } from '../fixture';
import { DEFAULT_PREFIX } from '../formats/c-types';
import { embeddedBeginning, embeddedContinuation, readHeadLine } from '../formats/embedded';
import { type FixtureFormatName, FORMAT_BY_NAME } from '../formats/registry';
import { FORM_VERSION, type Renderer } from '../formats/renderer';
import { newerForm } from '../read-manifest';
import type { FileFindings } from './report';
import { TextComparison } from './text-comparison';

const LINE_FEED = 0x0a;

/**
 * The lines of a source, unpacked, with everything that is in them, line ends too.
 *
 * @param name how messages call the source.
 * @throws InputError if the source cannot be read, a line is longer than the limit, or no UTF-8.
 */
async function* rawLines(source: Source, name: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const textOf = (bytes: Buffer, number: number): string => {
    if (isUtf8(bytes)) return bytes.toString('utf8');
    throw new InputError({ file: name, line: number }, 'expected UTF-8 text, got other bytes');
  };
  for await (const chunk of readBytes(source, name)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      yield textOf(bytes.subarray(from, end + 1), ++line);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LINE_LIMIT) {
      throw new InputError({ file: name }, `expected lines of at most ${LINE_LIMIT} bytes`);
    }
  }
  if (rest.length > 0) yield textOf(rest, line + 1);
}

const optionsCheck = Compile(
  Type.Object({ prefix: Type.Optional(Type.String()), sides: Type.Array(Type.String()) }),
);

/** The line with the form and its options stands among the first. */
const HEAD_LINES = 20;
const STRIDE = 500;

/**
 * Makes a C header, a KUnit suite or TAP again, from the scenarios in its comments, and compares
 * every byte.
 *
 * @param name how messages call the source.
 * @param progress is called with the number of scenarios done.
 * @param signal ends it early; the findings then say so.
 */
export async function verifyText(
  source: Source,
  name: string,
  findings: FileFindings,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const reader = new TextReader(name, findings);
  try {
    for await (const line of rawLines(source, name)) {
      reader.add(line);
      if (findings.scenarios % STRIDE !== 0) continue;
      if (signal.aborted) {
        findings.complete = false;
        return;
      }
      progress(findings.scenarios);
    }
    reader.finish();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    findings.addError(error.message);
  }
}

/** What makes the text of a file again. */
interface Making {
  readonly form: FixtureFormatName;
  readonly renderer: Renderer;
  readonly maker: FixtureMaker;
}

/** A document that was begun in a comment. */
interface Embedded {
  readonly line: number;
  readonly lead: string;
  /** The lines of the file that hold it. */
  readonly lines: string[];
  text: string;
}

/** Takes the lines of a file one after the other. */
class TextReader {
  private readonly comparison: TextComparison;
  private making: Making | undefined;
  private embedded: Embedded | undefined;
  private line = 0;

  constructor(
    private readonly file: string,
    private readonly findings: FileFindings,
  ) {
    this.comparison = new TextComparison(findings);
  }

  /** @throws InputError if the file is none of ours, or of a newer version. */
  add(raw: string): void {
    this.line++;
    const line = raw.replace(/\r?\n$/, '');
    this.takeHead(line);
    this.takeDocument(line, raw);
    this.comparison.addLine(raw);
  }

  /** @throws InputError if there was nothing to verify. */
  finish(): void {
    this.endDocument();
    const { making } = this;
    if (making === undefined) throw this.noFixtures();
    if (this.findings.scenarios === 0) {
      throw new InputError({ file: this.file }, 'expected fixtures, got none');
    }
    this.endFixture(making);
    this.comparison.addExpected(making.renderer.end(), '');
    this.comparison.finish();
  }

  private takeHead(line: string): void {
    if (this.making !== undefined) return;
    if (this.line > HEAD_LINES) throw this.noFixtures();
    const head = readHeadLine(line);
    if (head === undefined) return;
    const place = { file: this.file, line: this.line };
    if (head.version > FORM_VERSION) throw newerForm(place, head.version);
    const options = readOptions(head.options, place);
    const form = head.form === 'c' || head.form === 'kunit' ? head.form : 'tap';
    const renderer = FORMAT_BY_NAME[form].renderer(options);
    this.making = { form, renderer, maker: new FixtureMaker(options.sides) };
    this.comparison.addExpected(renderer.begin(), '');
  }

  private takeDocument(line: string, raw: string): void {
    const { embedded } = this;
    const more = embedded && embeddedContinuation(embedded.lead, line);
    if (embedded !== undefined && more !== undefined) {
      embedded.text += more;
      embedded.lines.push(raw);
      return;
    }
    this.endDocument();
    const beginning = embeddedBeginning(line);
    if (beginning === undefined) return;
    this.embedded = { line: this.line, lines: [raw], ...beginning };
  }

  /** The document is complete: its fixture is made, and must be what stands around it. */
  private endDocument(): void {
    const { embedded, making, comparison } = this;
    this.embedded = undefined;
    if (embedded === undefined || making === undefined) return;
    this.endFixture(making);
    this.findings.scenarios++;
    const scenario = this.scenarioOf(embedded);
    if (scenario === undefined) {
      comparison.lose();
      return;
    }
    const text = [...making.renderer.add(making.maker.make(scenario))].join('');
    if (!comparison.isLost) {
      comparison.addExpected(text, scenario.id);
      return;
    }
    comparison.resumeAt(embedded.line);
    comparison.addExpected(fromDocument(text), scenario.id);
    for (const line of embedded.lines) comparison.addLine(line);
  }

  /** All lines of the last fixture were compared. */
  private endFixture({ form }: Making): void {
    const differed = this.comparison.takeDiffered();
    if (this.findings.scenarios > 0) this.findings.addResult(form, !differed);
  }

  private scenarioOf({ text, line }: Embedded): Scenario | undefined {
    const place = { file: this.file, line };
    try {
      return readScenario(parseJson(text, place), place);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.findings.addError(error.message);
      return undefined;
    }
  }

  private noFixtures(): InputError {
    return new InputError(
      { file: this.file },
      'expected fixtures (JSON Lines, or a file that "hmm-pfn fixtures generate" wrote), got none',
    );
  }
}

/** The text of a fixture from the line on with which its document begins. */
function fromDocument(text: string): string {
  const lines = text.split(/(?<=\n)/);
  const first = lines.findIndex((line) => embeddedBeginning(line.trimEnd()) !== undefined);
  return lines.slice(first).join('');
}

function readOptions(
  text: string,
  place: { readonly file: string; readonly line: number },
): { readonly prefix: string; readonly sides: readonly SideName[] } {
  const value = parseJson(text, place);
  if (!optionsCheck.Check(value)) throw new InputError(place, 'expected {"prefix", "sides"}');
  const { prefix = DEFAULT_PREFIX, sides } = value;
  const known = SIDE_NAMES.filter((side) => sides.includes(side));
  if (known.length === sides.length && known.length > 0) return { prefix, sides: known };
  throw new InputError(
    place,
    `expected sides of ${SIDE_NAMES.join(', ')}, got ${sides.join(', ')}`,
  );
}
