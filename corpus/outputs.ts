// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../oracle/scenario/input-error';
import { type FixtureFormatName, FORMAT_BY_NAME } from './formats/registry';
import type { Renderer, RenderOptions } from './formats/renderer';
import type { ManifestFile } from './manifest';
import { type PartialFile, TooLarge } from './write/partial-file';
import type { Staging } from './write/staging';

/** What the texts of a corpus depend on, besides its fixtures. */
interface OutputOptions extends RenderOptions {
  readonly formats: readonly FixtureFormatName[];
  /** Characters that a file for a compiler may have. */
  readonly limit: number;
}

/** A text of a corpus while it is written. */
export interface FixtureOutput {
  readonly name: string;
  readonly format: FixtureFormatName;
  readonly renderer: Renderer;
  write(text: string): Promise<void> | undefined;
}

interface FileOutput extends FixtureOutput {
  readonly file: PartialFile;
}

/** One text in the first of the formats, unpacked; `write` takes its pieces. */
export function textOutputs(
  options: OutputOptions,
  write: (text: string) => Promise<void> | undefined,
): readonly FixtureOutput[] {
  return options.formats.slice(0, 1).map((format): FixtureOutput => {
    const { compiled, renderer } = FORMAT_BY_NAME[format];
    let left = compiled ? options.limit : Number.POSITIVE_INFINITY;
    const bounded = (text: string): Promise<void> | undefined => {
      left -= text.length;
      if (left < 0) throw new TooLarge();
      return write(text);
    };
    return { name: '-', format, renderer: renderer(options), write: bounded };
  });
}

/** How the files of a folder are called. */
export function fileName(prefix: string): (format: FixtureFormatName) => string {
  return (format) => `${prefix}${FORMAT_BY_NAME[format].suffix}`;
}

/** Files in a staging folder, one a format. */
export async function openOutputs(
  staging: Staging,
  options: OutputOptions,
  nameOf: (format: FixtureFormatName) => string,
): Promise<readonly FileOutput[]> {
  const outputs: FileOutput[] = [];
  for (const format of options.formats) {
    const { gzip, compiled, renderer } = FORMAT_BY_NAME[format];
    const name = nameOf(format);
    const file = await staging.file(name, gzip, compiled ? options.limit : undefined);
    const write = (text: string): Promise<void> | undefined => file.write(text);
    outputs.push({ name, format, renderer: renderer(options), file, write });
  }
  return outputs;
}

/**
 * Writes pieces of a text.
 * @param scenarios how many are in it so far, for the message.
 * @throws InputError if the text gets too large for a compiler.
 */
export async function put(
  output: FixtureOutput,
  chunks: Iterable<string>,
  scenarios: number,
  limit: number,
): Promise<void> {
  try {
    for (const chunk of chunks) {
      const behind = output.write(chunk);
      if (behind !== undefined) await behind;
    }
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    throw new InputError(
      { file: output.name },
      `expected at most ${limit} characters for a compiler, got more after ${scenarios} scenarios. ` +
        'Take fewer (--count), smaller ones (--profile small) or JSON Lines (--format jsonl), or ' +
        'raise --limit',
    );
  }
}

/** Completes the files; what a manifest says of them. */
export async function finished(
  outputs: readonly FileOutput[],
  scenarios: number,
): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const { name, format, file } of outputs) {
    const { bytes, sha256, lines } = await file.finish();
    const { stride, digests } = lines;
    files.push({
      name,
      format,
      scenarios,
      bytes,
      sha256,
      lines: { stride, digests: digests.join(' ') },
    });
  }
  return files;
}
