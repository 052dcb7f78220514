// SPDX-License-Identifier: GPL-2.0-or-later
import { dirname } from 'node:path';
import { type FilePatch, patchedName } from '../../../audit/text/diff/patch';
import { InputError } from '../../../oracle/scenario/input-error';
import type { Extract } from './extract';
import { runGit } from './git';
import type { PatchInput, PatchMail } from './patch-mails';
import { TREE_FILES } from './tree-files';

/** What became of the files that a patch changes. */
interface AppliedPatch {
  /** Files that are run, and were changed. */
  readonly applied: readonly string[];
  /** Files that the patch changes and nothing here runs. */
  readonly notRun: readonly string[];
}

/**
 * Applies a patch to an extract, as far as it changes files that the extract may have.
 * @throws InputError for a patch that does not apply: which mail, file and hunk.
 */
export function applyPatch(patch: PatchInput, extract: Extract): AppliedPatch {
  for (const mail of patch.mails) applyMail(patch, mail, extract);
  const files = patch.mails.flatMap((mail) => mail.files);
  const names = [...new Set(files.flatMap((file) => patchedName(file) ?? []))];
  return {
    applied: names.filter((name) => TREE_FILES.includes(name)),
    notRun: names.filter((name) => !TREE_FILES.includes(name)),
  };
}

function isRun(file: FilePatch): boolean {
  return [file.oldName, file.newName].some(
    (name) => name !== undefined && TREE_FILES.includes(name),
  );
}

function applyMail(patch: PatchInput, mail: PatchMail, extract: Extract): void {
  if (!mail.files.some(isRun)) return;
  const words = [
    ...['apply', '--whitespace=nowarn', '--unsafe-paths', `-p${stripped(mail)}`],
    ...TREE_FILES.map((file) => `--include=${file}`),
    '-',
  ];
  const result = runGit(extract.folder, words, mail.text, {
    // The folder is in no repository, whatever stands above it.
    GIT_CEILING_DIRECTORIES: dirname(extract.folder),
  });
  if (result.kind === 'done') return;
  const of = mail.subject === undefined ? '' : ` (${mail.subject})`;
  const { file, line } = failedHunk(result.message, mail);
  const message = `expected a patch that applies to the tree, got one that does not${of}`;
  throw new InputError({ file: patch.name, line }, message, file, result.message);
}

/** Whether names in the diff begin with a/ and b/. */
function stripped({ text }: PatchMail): 0 | 1 {
  return /^(--- a\/|\+\+\+ b\/|diff --git a\/)/m.test(text) ? 1 : 0;
}

/** Where the hunk stands of which git says that it does not apply. */
function failedHunk(
  message: string,
  { files }: PatchMail,
): { readonly file: string | undefined; readonly line: number | undefined } {
  const [, name, start] = /patch failed: (.+):(\d+)$/m.exec(message) ?? [];
  const file = files.find((one) => patchedName(one) === name);
  const hunk = file?.hunks.find(({ lines }) => {
    const first = lines.find(({ oldLine }) => oldLine !== undefined);
    return first?.oldLine === Number(start);
  });
  return { file: name, line: hunk?.lines[0]?.line };
}
