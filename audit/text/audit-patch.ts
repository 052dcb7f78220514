// SPDX-License-Identifier: GPL-2.0-or-later

import type { Source } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { type CParser, cParser } from './code/c-parser';
import { parseFragment } from './code/fragment';
import type { CodeLine } from './code/lines';
import { type CodeView, codeView, Program } from './code/view';
import { type CutPart, type FilePatch, type Hunk, patchedName } from './diff/patch';
import { readPatch } from './diff/read-patch';
import { examine } from './examine';
import { examinedText, type FileRead, notLookedAt } from './examined';
import type { NotRead, TextReport } from './finding';
import { requestStores, vocabularyOf } from './hmm/stores';
import { messageText } from './input/mail-body';
import { splitMbox } from './input/mbox';
import { readText, type TextInput } from './input/text-input';
import { type Language, languageOf } from './language';
import { type LinesRead, linesRead, namesDefined } from './readings';
import type { PatchSide, Subject } from './rules/rule';

/**
 * Reads a patch as text: a diff, a mail or an mbox with several, or a review that quotes one.
 * @throws InputError if it cannot be read or has no diff in it.
 */
export async function auditPatch(source: Source): Promise<TextReport> {
  const input = await readText(source);
  const parser = await cParser();
  const patches = splitMbox(input.lines).map((mail) => readPatch(messageText(mail)));
  const files = patches.flat();
  if (files.length === 0) throw noDiff(input);
  const read = files.filter((file) => languageOfPatch(file).kind === 'read');
  const defined = new Set(
    read.flatMap((file) => namesDefined(linesOfSide(input.name, file, 'new').flat())),
  );
  const notRead = files.flatMap((file) => notReadOf(input.name, file));
  const findings = patches.flatMap((patch) => {
    const porting = patch.some(isPort);
    const programs = { old: new Program(), new: new Program() };
    const subjects = patch.map((file) =>
      subjectsOf(parser, input.name, file, { porting, defined }, programs),
    );
    return subjects.flatMap(examine);
  });
  const examined = examinedText(input.name, read.map(fileRead), notRead, findings);
  return {
    inputs: [input.name],
    files: read.length,
    withoutHmm: 0,
    notRead,
    examined,
    notLookedAt: notLookedAt(examined),
    findings,
  };
}

function fileRead(file: FilePatch): FileRead {
  const lines = file.hunks.flatMap((hunk) => [{ text: hunk.section }, ...hunk.lines]);
  return { name: patchedName(file), lines };
}

function languageOfPatch(file: FilePatch): Language {
  return languageOf(patchedName(file));
}

function notReadOf(input: string, file: FilePatch): NotRead[] {
  const language = languageOfPatch(file);
  if (language.kind === 'read') return file.cut.map((part) => cutOff(input, file, part));
  const reason = language.kind === 'other' ? language.name : 'no C';
  return [{ file: patchedName(file) ?? '', kind: 'language', reason }];
}

/** What is missing of a patch: a reviewer has cut it, or the input is damaged. */
function cutOff(input: string, file: FilePatch, { line, missing, quoted }: CutPart): NotRead {
  const name = patchedName(file);
  const of = name === undefined ? '' : ` (${name})`;
  const at = `what is missing after ${input}:${line}${of}`;
  const kind = quoted ? 'quoted' : 'cut';
  if (missing.kind === 'hunks') {
    return { file: at, kind, reason: 'no hunk follows the names of the file' };
  }
  const { promised, got } = missing;
  const before = `${got.before} of ${promised.before} lines before`;
  const after = `${got.after} of ${promised.after} after`;
  return { file: at, kind, reason: `the hunk has ${before} and ${after}` };
}

function subjectsOf(
  parser: CParser,
  input: string,
  file: FilePatch,
  about: Pick<Subject, 'porting' | 'defined'>,
  programs: Readonly<Record<'old' | 'new', Program>>,
): readonly Subject[] {
  const language = languageOfPatch(file);
  if (language.kind !== 'read') return [];
  const views = (which: 'old' | 'new') =>
    readingsOfSide(input, file, which, language.as).map(({ format, pieces }) => {
      const fragments = pieces.map((lines, index) =>
        parseFragment(parser, lines, file.hunks[index]?.section ?? '', false),
      );
      return {
        format,
        view: codeView(patchedName(file), language.as, false, fragments, programs[which]),
      };
    });
  const old = views('old');
  return views('new').flatMap(({ format, view }): Subject[] => {
    const before = (old.find((one) => one.format === format) ?? old[0])?.view;
    if (before === undefined) return [];
    const words = vocabularyOf([before, view]);
    const side = (one: CodeView): PatchSide => ({
      view: one,
      stores: requestStores(one, words),
      words,
    });
    return [{ kind: 'patch', before: side(before), now: side(view), format, ...about }];
  });
}

function readingsOfSide(
  input: string,
  file: FilePatch,
  which: 'old' | 'new',
  language: CodeView['language'],
): readonly LinesRead[] {
  const pieces = linesOfSide(input, file, which);
  return language === 'c' ? linesRead(pieces) : [{ format: 'fixed', pieces }];
}

function linesOfSide(input: string, file: FilePatch, which: 'old' | 'new'): CodeLine[][] {
  return file.hunks.map((hunk) => sideLines(input, file, hunk, which));
}

function sideLines(input: string, file: FilePatch, hunk: Hunk, which: 'old' | 'new'): CodeLine[] {
  const other = which === 'old' ? 'added' : 'removed';
  return hunk.lines
    .filter(({ change }) => change !== other)
    .map(({ text, change, line, oldLine, newLine }) => ({
      text,
      change,
      input: { file: input, line },
      tree: {
        file: which === 'old' ? (file.oldName ?? file.newName) : patchedName(file),
        line: which === 'old' ? oldLine : newLine,
      },
    }));
}

const FIXED = /\bHMM_PFN_REQ_|\bhmm_pfns\b|\bhmm_pfn_to_(page|phys)\b|\bHMM_PFN_FLAGS\b/;
const CUSTOMIZABLE =
  /\bhmm_device_entry_|\bpfn_shift\b|\[HMM_PFN_|\brange(\.|->)(values|pfns)\b|\bHMM_PFN_NONE\b/;

/** Whether the patch brings in the fixed format, or takes out the customizable one. */
function isPort({ hunks }: FilePatch): boolean {
  return hunks.some(({ lines }) =>
    lines.some(
      ({ change, text }) =>
        (change !== 'removed' && FIXED.test(text)) ||
        (change === 'removed' && CUSTOMIZABLE.test(text)),
    ),
  );
}

function noDiff({ name, lines }: TextInput): InputError {
  const first = lines.find(({ text }) => text.trim() !== '')?.text.trim();
  const got = first === undefined ? 'an empty file' : `text that begins ${quoted(first)}`;
  const expected = 'a unified diff, in a mail or not, quoted or not';
  return new InputError({ file: name }, `expected ${expected}, got ${got}`);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 50 ? `${text.slice(0, 49)}…` : text);
}
