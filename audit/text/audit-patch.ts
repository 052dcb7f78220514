// SPDX-License-Identifier: GPL-2.0-or-later

import type { Source } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { type CParser, cParser } from './code/c-parser';
import { parseFragment } from './code/fragment';
import type { CodeLine } from './code/lines';
import { type CodeView, codeView } from './code/view';
import { type FilePatch, type Hunk, patchedName } from './diff/patch';
import { readPatch } from './diff/read-patch';
import { examine } from './examine';
import type { TextReport } from './finding';
import { requestStores, vocabularyOf } from './hmm/stores';
import { messageText } from './input/mail-body';
import { splitMbox } from './input/mbox';
import { readText, type TextInput } from './input/text-input';
import { languageOf } from './language';
import type { Side } from './rules/rule';

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
  return {
    inputs: [input.name],
    files: files.length,
    cut: files.flatMap((file) =>
      file.cut.map((part) => ({ ...part, file: input.name, changes: patchedName(file) ?? null })),
    ),
    findings: patches.flatMap((patch) => {
      const porting = patch.some(isPort);
      return patch.flatMap((file) => auditFile(parser, input.name, file, porting));
    }),
  };
}

function auditFile(parser: CParser, input: string, file: FilePatch, porting: boolean) {
  const language = languageOf(patchedName(file));
  if (language === undefined) return [];
  const side = (which: 'old' | 'new'): CodeView =>
    codeView(
      patchedName(file),
      language,
      false,
      file.hunks.map((hunk) =>
        parseFragment(parser, sideLines(input, file, hunk, which), hunk.section, false),
      ),
    );
  const before = side('old');
  const now = side('new');
  const words = vocabularyOf([before, now]);
  const withStores = (view: CodeView): Side => ({ view, stores: requestStores(view, words) });
  return examine({ kind: 'patch', before: withStores(before), now: withStores(now), porting });
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
