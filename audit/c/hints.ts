// SPDX-License-Identifier: GPL-2.0-or-later
import { isModern, type SideName } from '../../oracle/run/side-names';

const OR_HEADERS = '; with --file, name the folder that has its header with --headers';

/** What a compiler's message says is missing, and what to do about it. */
const HINTS: readonly { readonly pattern: RegExp; hint(name: string): string }[] = [
  {
    pattern: /fatal error: ([^:\n]+): No such file/,
    hint: (name) => `${name} is not shipped: put it next to the file, or add -I with --cflags`,
  },
  {
    pattern: /unknown type name ['‘]([^'’]{1,200})['’]/,
    hint: (name) => `the type ${name} is in no shipped header: define it in the adapter`,
  },
  {
    pattern: /(?:undefined|incomplete(?: definition of)?) type ['‘]([^'’]{1,200})['’]/,
    hint: (name) =>
      `${name} is only declared: define it in the adapter, with the members that are used${OR_HEADERS}`,
  },
  {
    pattern: /field ['‘]([^'’]{1,200})['’] has incomplete type/,
    hint: (name) =>
      `the type of the member ${name} is only declared: define it in the adapter${OR_HEADERS}`,
  },
  {
    pattern: /['‘]([^'’]{1,200})['’] has no member named ['‘][^'’]{1,200}['’]/,
    hint: (name) => `the shipped ${name} is smaller than the kernel's (see audit/c/include)`,
  },
  {
    pattern:
      /(?:['‘]([^'’]{1,200})['’] undeclared|use of undeclared identifier ['‘]([^'’]{1,200})['’])/,
    hint: (name) => `${name} is in no shipped header: define it in the adapter`,
  },
  {
    pattern:
      /(?:implicit declaration of function|call to undeclared function) ['‘]([^'’]{1,200})['’]/,
    hint: (name) => `the function ${name} is in no shipped header: define it in the adapter`,
  },
  {
    pattern: /undefined reference to [`'‘]([^'’]{1,200})['’]/,
    hint: (name) =>
      name === 'hmm_audit_convert'
        ? 'the adapter must define hmm_audit_convert() (see audit/c/include/hmm-audit.h)'
        : `the function ${name} is declared but has no body: define it in the adapter`,
  },
];

/** What code of the other format than the one that it is compiled for has in its messages. */
const FIXED_FORMAT = {
  names: /\b(hmm_pfns|HMM_PFN_FLAGS|HMM_PFN_REQ_FAULT|HMM_PFN_REQ_WRITE|hmm_pfn_to_map_order)\b/,
  kind: 'fixed',
  remedy: 'name its release with --before-on, such as --before-on 6.1, or leave --before out',
} as const;
const OLD_FORMAT = {
  names: /no member named ['‘](pfns|flags|values|pfn_shift)['’]|\bhmm_device_entry_/,
  kind: 'customizable',
  remedy: 'it can only be the code before (--before)',
} as const;

const OLDER =
  'the code is of 5.6 or older, and --before is compiled for 5.7, the last release with a customizable format';

/** What the customizable format of 5.6 and older had beside that of 5.7, and what 5.7 has instead. */
const BEFORE_5_7: readonly { readonly pattern: RegExp; readonly remedy: string }[] = [
  {
    pattern: /['‘](?:HMM_PFN_DEVICE_PRIVATE)['’]/,
    remedy:
      'drop HMM_PFN_DEVICE_PRIVATE from flags[] and test is_device_private_page() on the page of the entry',
  },
  {
    pattern:
      /too many arguments to function (?:['‘]hmm_range_fault['’]|call[\s\S]{0,200}hmm_range_fault)/,
    remedy: 'call hmm_range_fault(range) without flags; a snapshot is a call that requests nothing',
  },
  {
    pattern: /['‘]HMM_FAULT_(?:ALLOW_RETRY|SNAPSHOT)['’]/,
    remedy: 'drop the HMM_FAULT_ flags; a snapshot is a call that requests nothing',
  },
  {
    pattern:
      /['‘](?:hmm_range_(?:un)?register|hmm_mirror_(?:un)?register|hmm_range_wait_until_valid|hmm_range_valid)['’]/,
    remedy: 'use an mmu_interval_notifier in place of the mirror and its registered ranges',
  },
  {
    pattern: /['‘](?:hmm_range_snapshot|hmm_vma_fault|hmm_vma_get_pfns)['’]/,
    remedy: 'call hmm_range_fault(range)',
  },
  {
    pattern: /['‘]struct hmm_range['’] has no member named ['‘](?:page_shift|valid|hmm|list)['’]/,
    remedy: 'leave out the members of struct hmm_range that 5.7 does not have',
  },
];

/** How many hints are given; a missing type causes many more messages than there are mistakes. */
const HINTS_SHOWN = 8;

/** What to do about the messages of a compiler or linker, each missing thing once. */
export function hintsFor(messages: string, side: SideName): readonly string[] {
  const hints = new Set<string>();
  const other = isModern(side) ? OLD_FORMAT : FIXED_FORMAT;
  if (other.names.test(messages)) {
    const { kind, remedy } = other;
    return [`the code is compiled for ${side}, but it is of the ${kind} format: ${remedy}`];
  }
  if (!isModern(side)) {
    const older = BEFORE_5_7.filter(({ pattern }) => pattern.test(messages));
    if (older.length > 0) return [OLDER, ...older.map(({ remedy }) => remedy)];
  }
  for (const line of messages.split('\n')) {
    for (const { pattern, hint } of HINTS) {
      const match = pattern.exec(line);
      const name = match?.[1] ?? match?.[2];
      if (name !== undefined) hints.add(hint(name));
    }
  }
  return [...hints].slice(0, HINTS_SHOWN);
}
