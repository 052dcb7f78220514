// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../../oracle/scenario/input-error';
import { identifiersOf } from './code';
import { fileOf, type TreeFile, type TreeSources } from './read-tree';

/** In what the sources of releases differ so that the glue has to know. */
export interface TreeShape {
  /** Whether the pfn format is the driver's own (until 5.7). */
  readonly customizable: boolean;
  /** Whether the range fault returns how many pages there are. */
  readonly returnsPages: boolean;
  /** Whether special pages have a value of their own. */
  readonly hasSpecial: boolean;
  /** Whether words tell the order of the CPU's mapping. */
  readonly hasOrder: boolean;
  /** Whether some bits are carried from the input word to the output word. */
  readonly carriesFlags: boolean;
  /** Whether entries that map a device's memory have a kind of their own. */
  readonly hasDevmap: boolean;
  /** Whether the callback for holes is passed the level. */
  readonly holeHasDepth: boolean;
  /** Whether there is `hmm_range_fault_unlocked_timeout()`. */
  readonly hasUnlockedCall: boolean;
}

/** The fields of `struct hmm_range` that the glue fills, in each format. */
const RANGE_FIELDS = {
  common: [
    ...['notifier', 'notifier_seq', 'start', 'end', 'default_flags', 'pfn_flags_mask'],
    'dev_private_owner',
  ],
  customizable: ['pfns', 'flags', 'values', 'pfn_shift'],
  fixed: ['hmm_pfns'],
} as const;

/**
 * Recognises a tree by its sources; a version number says nothing, as stable releases have changes of
 * later ones.
 * @throws InputError for a shape that the glue does not know.
 */
export function shapeOf(sources: TreeSources): TreeShape {
  const header = fileOf(sources, 'include/linux/hmm.h');
  const hmm = fileOf(sources, 'mm/hmm.c');
  const pagewalk = fileOf(sources, 'mm/pagewalk.c');
  const walkHeader = fileOf(sources, 'include/linux/pagewalk.h');
  const fields = fieldsOf(header, 'struct hmm_range');
  const customizable = fields.includes('pfns') && !fields.includes('hmm_pfns');
  refuseOtherFields(header, fields, customizable);
  const walkFields = fieldsOf(hmm, 'struct hmm_vma_walk');
  if (!walkFields.includes('last')) {
    const message = 'expected a struct hmm_vma_walk with a field last, where the next walk begins';
    throw new InputError({ file: hmm.place }, message);
  }
  const names = new Set([...identifiersOf(hmm.code), ...identifiersOf(pagewalk.code)]);
  return {
    customizable,
    returnsPages: hmm.code.includes('long hmm_range_fault('),
    hasSpecial: identifiersOf(header.code).includes('HMM_PFN_SPECIAL'),
    hasOrder: identifiersOf(header.code).includes('HMM_PFN_ORDER_SHIFT'),
    carriesFlags: names.has('HMM_PFN_INOUT_FLAGS'),
    hasDevmap: ['pte_devmap', 'pmd_devmap', 'pud_devmap'].some((name) => names.has(name)),
    holeHasDepth: parametersOf(walkHeader, '(*pte_hole)').includes('depth'),
    hasUnlockedCall: identifiersOf(header.code).includes('hmm_range_fault_unlocked_timeout'),
  };
}

function refuseOtherFields(
  { place }: TreeFile,
  fields: readonly string[],
  customizable: boolean,
): void {
  const format = customizable ? RANGE_FIELDS.customizable : RANGE_FIELDS.fixed;
  const expected: readonly string[] = [...RANGE_FIELDS.common, ...format];
  const missing = expected.find((name) => !fields.includes(name));
  const other = fields.find((name) => !expected.includes(name));
  if (missing === undefined && other === undefined) return;
  const got = other === undefined ? `none of the name ${missing}` : other;
  const message = `expected a struct hmm_range with the fields ${expected.join(', ')}, got ${got}`;
  throw new InputError({ file: place }, message);
}

/** The names of a struct's fields: in each declaration the last word before its end, or a bitfield's. */
function fieldsOf({ code, place }: TreeFile, struct: string): readonly string[] {
  const body = betweenBraces(code, `${struct} {`);
  if (body === undefined) throw new InputError({ file: place }, `expected a ${struct}, got none`);
  return body.split(';').flatMap((declaration) => {
    const names = identifiersOf(declaration.split(':')[0] ?? '');
    return names.at(-1) ?? [];
  });
}

function betweenBraces(code: string, opening: string): string | undefined {
  const start = code.indexOf(opening);
  if (start < 0) return undefined;
  const end = code.indexOf('}', start);
  return end < 0 ? undefined : code.slice(start + opening.length, end);
}

function parametersOf({ code, place }: TreeFile, name: string): readonly string[] {
  const start = code.indexOf(name);
  if (start < 0) throw new InputError({ file: place }, `expected the callback ${name}, got none`);
  return identifiersOf(code.slice(start + name.length, code.indexOf(';', start)));
}
