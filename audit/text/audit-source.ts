// SPDX-License-Identifier: GPL-2.0-or-later
import type { Source } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { cParser } from './code/c-parser';
import { parseFragment } from './code/fragment';
import { codeView } from './code/view';
import { examine } from './examine';
import type { Finding, TextReport } from './finding';
import { requestStores, vocabularyOf } from './hmm/stores';
import { readText, type TextInput } from './input/text-input';
import { languageOf } from './language';

/**
 * Reads whole C files, or documentation.
 * @throws InputError if one cannot be read, is empty or is a patch.
 */
export async function auditSource(sources: readonly Source[]): Promise<TextReport> {
  const inputs: TextInput[] = [];
  for (const source of sources) inputs.push(checked(await readText(source)));
  const findings: Finding[] = [];
  for (const input of inputs) findings.push(...(await auditInput(input)));
  return { inputs: inputs.map(({ name }) => name), files: inputs.length, cut: [], findings };
}

async function auditInput({ name, lines }: TextInput): Promise<Finding[]> {
  const parser = await cParser();
  const code = lines.map(({ text, line }) => ({
    text,
    change: 'whole' as const,
    input: { file: name, line },
    tree: { file: undefined, line: undefined },
  }));
  const language = languageOf(name) ?? 'c';
  const view = codeView(name, language, true, [parseFragment(parser, code, '', true)]);
  const stores = requestStores(view, vocabularyOf([view]));
  return examine({ kind: 'source', now: { view, stores }, porting: isFixed(code) });
}

/** A file with nothing of the fixed format in it has not been ported. */
function isFixed(code: readonly { readonly text: string }[]): boolean {
  const has = (pattern: RegExp): boolean => code.some(({ text }) => pattern.test(text));
  if (has(/\bHMM_PFN_REQ_|\bhmm_pfns\b|\bhmm_pfn_to_page\b/)) return true;
  return !has(/\bhmm_device_entry_|->\s*pfn_shift\b|\.pfn_shift\b|flags\s*\[\s*HMM_PFN_/);
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
