// SPDX-License-Identifier: GPL-2.0-or-later
import { CoverIncomplete } from '../corpus/cover/cover-source';
import {
  type GenerateOptions,
  generateFile,
  generateFolder,
  generateText,
} from '../corpus/generate';
import { BadLines } from '../corpus/given-scenarios';
import { NoneSelected } from '../corpus/given-source';
import { TooRare } from '../corpus/random-source';
import { interruptible } from '../oracle/child/ending-signals';
import { generatedText, givenNotes } from '../report/text/fixtures-text';
import { ExitCode } from './exit-code';
import { formatOfFile } from './fixtures-forms';
import { Output } from './output';
import { printText, say } from './print';

/**
 * Generates fixtures and says what was written, or why nothing was; sets the exit code.
 *
 * @param out a folder, a file, or - for standard output.
 */
export async function generateOrSay(out: string, options: GenerateOptions): Promise<void> {
  try {
    await interruptible((signal) => generate(out, options, signal));
  } catch (error) {
    if (isWithoutSuch(error)) {
      say(error.message);
      process.exitCode = ExitCode.found;
    } else if (error instanceof BadLines) {
      for (const line of badLines(error)) say(line);
      process.exitCode = ExitCode.badInput;
    } else if (error instanceof Error && error.name === 'AbortError') {
      const left = out === '-' ? 'what was written is incomplete' : 'nothing was written';
      say(`interrupted; ${left}`);
      process.exitCode = ExitCode.interrupted;
    } else {
      throw error;
    }
  }
}

/** Whether it means that no scenarios satisfy the request. */
function isWithoutSuch(error: unknown): error is TooRare | CoverIncomplete | NoneSelected {
  return (
    error instanceof TooRare || error instanceof CoverIncomplete || error instanceof NoneSelected
  );
}

function badLines({ errors, more, complete }: BadLines): readonly string[] {
  const lines = errors.map(({ message }) => message);
  if (more > 0) lines.push(`… and ${more} more${complete ? '' : '; the rest was not read'}`);
  return [...lines, 'nothing was written'];
}

async function generate(out: string, options: GenerateOptions, signal: AbortSignal): Promise<void> {
  if (out === '-') {
    const output = new Output(process.stdout);
    const { given } = await generateText(options, (text) => output.write(text), signal);
    await output.flush();
    const notes = given === undefined ? [] : givenNotes(given);
    for (const note of notes) say(note);
    return;
  }
  const write = formatOfFile(out) === undefined ? generateFolder : generateFile;
  const report = await write(out, options, signal);
  printText(`${generatedText(out, options, report)}\n`);
}
