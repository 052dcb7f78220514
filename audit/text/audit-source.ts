// SPDX-License-Identifier: GPL-2.0-or-later
import type { Progress } from '../../oracle/check/options';
import type { Source } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { isFolder } from '../../oracle/scenario/stats';
import { type CParser, cParser } from './code/c-parser';
import { parseFragment } from './code/fragment';
import { codeView, Program } from './code/view';
import { examine } from './examine';
import { examinedText, notLookedAt } from './examined';
import type { NotRead, TextFinding, TextReport } from './finding';
import { type KernelFormat, usesFormat } from './hmm/kernel-format';
import { requestStores, vocabularyOf } from './hmm/stores';
import { filesOfFolder } from './input/folder';
import { readText, type TextInput } from './input/text-input';
import { languageOf } from './language';
import { namesInterface, raisesSequence, setsPagemapOwner } from './mentions';
import { linesRead, namesDefined } from './readings';
import type { Subject } from './rules/rule';

/** A file to read, and whether it was found in a folder. */
interface Wanted {
  readonly source: Source;
  readonly found: boolean;
}

/**
 * Reads whole C files, or documentation, and the C files of folders that have to do with hmm.
 * @throws InputError if a file that was named cannot be read, is empty or is a patch.
 */
export async function auditSource(
  sources: readonly Source[],
  progress: Progress = () => {},
): Promise<TextReport> {
  const wanted: Wanted[] = [];
  const notRead: NotRead[] = [];
  let withoutHmm = 0;
  for (const source of sources) {
    if (typeof source !== 'string' || source === '-' || !isFolder(source)) {
      wanted.push({ source, found: false });
      continue;
    }
    const folder = filesOfFolder(source, (files) => progress('files', files, undefined));
    wanted.push(...folder.files.map((file) => ({ source: file, found: true })));
    notRead.push(...folder.notRead);
    withoutHmm += folder.withoutHmm;
  }
  const inputs = await readAll(wanted, notRead);
  const defined = new Set(inputs.flatMap(({ lines }) => namesDefined(lines)));
  const parser = await cParser();
  const findings: TextFinding[] = [];
  // Files that name the interface are read together: a call in one may be of a function in another.
  const together = new Programs();
  const subjects = inputs.map((input, index) => {
    progress('files with hmm', index, inputs.length);
    return isOfInterface(input) ? subjectsOf(parser, input, defined, together) : undefined;
  });
  for (const [index, input] of inputs.entries()) {
    findings.push(
      ...examine(subjects[index] ?? subjectsOf(parser, input, defined, new Programs())),
    );
  }
  const names = sources.map((source) => (typeof source === 'string' ? source : '<stream>'));
  const given = names.length === 1 ? names.join() : `${names.length} inputs`;
  const what = given === '-' ? '<stdin>' : given;
  const examined = examinedText(what, inputs, notRead, findings, withoutHmm);
  return {
    inputs: names.map((name) => (name === '-' ? '<stdin>' : name)),
    files: inputs.length,
    withoutHmm,
    notRead,
    examined,
    notLookedAt: notLookedAt(examined),
    findings,
  };
}

async function readAll(wanted: readonly Wanted[], notRead: NotRead[]): Promise<TextInput[]> {
  const inputs: TextInput[] = [];
  const seen = new Set<Source>();
  for (const { source, found } of wanted) {
    if (seen.has(source)) continue;
    seen.add(source);
    const language = languageOf(typeof source === 'string' ? source : undefined);
    if (typeof source === 'string' && language.kind === 'other') {
      notRead.push({ file: source, kind: 'language', reason: language.name });
      continue;
    }
    try {
      inputs.push(checked(await readText(source)));
    } catch (error) {
      if (!found || !(error instanceof InputError)) throw error;
      const reason = error.message.replace(`${error.file}: `, '');
      notRead.push({ file: error.file, kind: 'unreadable', reason });
    }
  }
  return inputs;
}

/** One program for each format: code of one never calls that of the other. */
class Programs {
  private readonly programs = new Map<KernelFormat, Program>();

  of(format: KernelFormat): Program {
    const program = this.programs.get(format) ?? new Program();
    this.programs.set(format, program);
    return program;
  }
}

function isOfInterface({ lines }: TextInput): boolean {
  return lines.some(
    ({ text }) => namesInterface(text) || setsPagemapOwner(text) || raisesSequence(text),
  );
}

function subjectsOf(
  parser: CParser,
  { name, lines }: TextInput,
  defined: ReadonlySet<string>,
  programs: Programs,
): readonly Subject[] {
  const code = lines.map(({ text, line }) => ({
    text,
    change: 'whole' as const,
    input: { file: name, line },
    tree: { file: undefined, line: undefined },
  }));
  const found = languageOf(name);
  const language = found.kind === 'read' ? found.as : 'c';
  const readings =
    language === 'c' ? linesRead([code]) : [{ format: 'fixed' as const, pieces: [code] }];
  return readings.map(({ format, pieces }) => {
    const fragments = pieces.map((piece) => parseFragment(parser, piece, '', true));
    const view = codeView(name, language, true, fragments, programs.of(format));
    const words = vocabularyOf([view]);
    const now = { view, stores: requestStores(view, words), words };
    const porting = format === 'fixed' && isFixed(pieces.flat());
    return { kind: 'source', now, format, defined, porting } as const;
  });
}

/** A file with nothing of the fixed format in it has not been ported. */
function isFixed(code: readonly { readonly text: string }[]): boolean {
  if (code.some(({ text }) => usesFormat(text, 'fixed'))) return true;
  return !code.some(({ text }) => usesFormat(text, 'customizable'));
}

function checked(input: TextInput): TextInput {
  const place = { file: input.name };
  if (input.lines.every(({ text }) => text.trim() === '')) {
    throw new InputError(place, 'expected C, got an empty file');
  }
  const diff = input.lines.find(({ text }) => /^(diff --git |@@ -\d+(,\d+)? \+\d+)/.test(text));
  if (diff !== undefined) {
    const got = `got a patch (line ${diff.line}), which is for: hmm-pfn audit patch`;
    throw new InputError(place, `expected C, ${got}`);
  }
  return input;
}
