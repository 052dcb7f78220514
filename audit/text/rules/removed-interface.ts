// SPDX-License-Identifier: GPL-2.0-or-later

import { type Fragment, lineOf, rowsOfNode } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import { type CodeView, nodesIn } from '../code/view';
import { type Hit, type Rule, type Subject, source } from './rule';

/** What is gone, and what to use in its place. */
const NAMES: Readonly<Record<string, string>> = {
  HMM_PFN_SPECIAL: 'HMM_PFN_ERROR, which is now reported for special pages',
  HMM_PFN_NONE: '0',
  HMM_PFN_DEVICE_PRIVATE: 'is_device_private_page() on the page of the entry',
  HMM_PFN_FLAG_MAX: 'nothing: the flags are fixed',
  HMM_PFN_VALUE_MAX: 'nothing: the values are fixed',
  hmm_pfn_flag_e: 'enum hmm_pfn_flags',
  hmm_pfn_value_e: 'enum hmm_pfn_flags',
  hmm_device_entry_to_page: 'hmm_pfn_to_page(), after a test of HMM_PFN_VALID',
  hmm_device_entry_to_pfn: 'the entry without HMM_PFN_FLAGS, after a test of HMM_PFN_VALID',
  hmm_device_entry_from_page: 'the driver’s own encoding',
  hmm_device_entry_from_pfn: 'the driver’s own encoding',
  hmm_range_register: 'mmu_interval_notifier_insert()',
  hmm_range_unregister: 'mmu_interval_notifier_remove()',
  hmm_range_valid: 'mmu_interval_read_retry()',
  hmm_range_wait_until_valid: 'mmu_interval_read_begin()',
  hmm_range_snapshot: 'hmm_range_fault() with default_flags and pfn_flags_mask 0',
  hmm_range_dma_map: 'dma_map_page() for each page',
  hmm_range_dma_unmap: 'dma_unmap_page() for each page',
  hmm_mirror: 'struct mmu_interval_notifier',
  hmm_mirror_ops: 'struct mmu_interval_notifier_ops',
  hmm_mirror_register: 'mmu_interval_notifier_insert()',
  hmm_mirror_unregister: 'mmu_interval_notifier_remove()',
  hmm_vma_get_pfns: 'hmm_range_fault()',
  HMM_FAULT_ALLOW_RETRY: 'nothing: hmm_range_fault() has one argument',
  HMM_FAULT_SNAPSHOT: 'default_flags and pfn_flags_mask 0',
};

const FIELDS: Readonly<Record<string, string>> = {
  flags: 'HMM_PFN_REQ_FAULT, HMM_PFN_VALID and so on, which are the same for all',
  values: '0 and HMM_PFN_ERROR, which are the same for all',
  pfn_shift: 'no shift: an entry without its flags is the pfn',
  pfns: 'hmm_pfns, an array of unsigned long',
};

const NAME = new RegExp(`\\b(?:${Object.keys(NAMES).join('|')})\\b`, 'g');
const FIELD =
  /\b(?:\w{1,99}(?:\.|->)){0,8}(\w{1,99})\s{0,9}(?:\.|->)\s{0,9}(flags|values|pfn_shift|pfns)\b(\s{0,9}(?:\[|=(?!=)))?/g;
const INITIALISER = /(?:^|[\s{,])\.(flags|values|pfn_shift|pfns)\s{0,9}=(?!=)/g;
const INDEX = /\[\s{0,9}HMM_PFN_(VALID|WRITE|ERROR)\s{0,9}\]/g;

/** What the new side still uses of the interface that is gone. */
export const removedInterface: Rule = {
  id: 'removed-interface',
  title: 'leftover of the removed interface',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'all',
  why:
    'Since 5.8 struct hmm_range has no flags, values, pfn_shift or pfns, and the functions for the ' +
    'customizable format are gone; some had been removed earlier.',
  effect: 'It does not compile; if it is documentation, the next driver copies the mistake.',
  bad: source(`
    static void example(struct hmm_range *range)
    {
            range->pfn_shift = PAGE_SHIFT;
    }`),
  good: source(`
    static void example(struct hmm_range *range, struct vm_area_struct *vma)
    {
            if (vma->flags)
                    range->hmm_pfns = NULL;
    }`),
  *check(subject: Subject): Generator<Hit> {
    const { now, defined } = subject;
    for (const { declared, ...hit } of leftOvers(now.view, defined)) {
      const { change } = hit.line;
      if (subject.porting || change === 'whole') yield hit;
      else if (change === 'added') yield declared ? hit : { ...hit, severity: 'suspicious' };
    }
    for (const { fragment, node } of nodesIn(now.view, 'call_expression')) {
      const line = lineOf(fragment, node);
      const name = calledName(node);
      if (line === undefined || argumentsOf(node).length !== 2 || defined.has(name)) continue;
      if (name !== 'hmm_range_fault' && name !== 'hmm_pfn_to_page') continue;
      yield { line, reason: `${name}() takes one argument; the version with two is gone` };
    }
  },
};

/** `declared` if it is a member of what the code declares as a struct hmm_range. */
type LeftOver = Hit & { readonly declared?: true };

function* leftOvers(view: CodeView, defined: ReadonlySet<string>): Generator<LeftOver> {
  for (const fragment of view.fragments) {
    const types = new RangeTypes(view, fragment);
    const initialisers = initialiserRows(fragment);
    for (const [row, line] of fragment.lines.entries()) {
      const code = view.language === 'prose' ? line.text : (fragment.code[row] ?? '');
      for (const [name] of code.matchAll(NAME)) {
        if (defined.has(name)) continue;
        yield { line, reason: `${name} is gone; use ${NAMES[name] ?? ''}` };
      }
      for (const [, base = '', field = '', use] of code.matchAll(FIELD)) {
        const certainty = types.certainty(base, row);
        const vague = field === 'flags' && use === undefined && view.language === 'c';
        if (certainty === 'no' || (vague && certainty !== 'declared')) continue;
        const reason = `struct hmm_range has no ${field}; use ${FIELDS[field] ?? ''}`;
        if (certainty === 'declared') yield { line, reason, declared: true };
        else
          yield certainty === 'used so'
            ? { line, reason }
            : { line, reason, severity: 'suspicious' };
      }
      if (initialisers.has(row)) {
        for (const [, field = ''] of code.matchAll(INITIALISER)) {
          yield { line, reason: `struct hmm_range has no ${field}; use ${FIELDS[field] ?? ''}` };
        }
      }
      for (const [, flag = ''] of code.matchAll(INDEX)) {
        const reason = `HMM_PFN_${flag} is now a bit, not an index: at most bit 63 of an unsigned long`;
        yield { line, reason };
      }
    }
  }
}

/** How sure it is that a name is a struct hmm_range. */
type Certainty = 'declared' | 'used so' | 'by name' | 'no';

const DECLARED =
  /\b(?:struct\s{1,9}(\w{1,99})|(\w{1,99}_t))\s{0,9}\*{0,3}\s{0,9}(?:const\s{1,9})?(\w{1,99})\b/g;
const USED =
  /\b(\w{1,99})\s{0,9}(?:\.|->)\s{0,9}(?:default_flags|pfn_flags_mask|hmm_pfns|notifier_seq|dev_private_owner|pfn_shift)\b/g;

/** What a fragment tells of the types of its variables and members. */
class RangeTypes {
  private readonly functions: readonly {
    readonly first: number;
    readonly last: number;
    readonly types: ReadonlyMap<string, ReadonlySet<string>>;
  }[];
  private readonly everywhere: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly used: ReadonlySet<string>;

  constructor(
    private readonly view: CodeView,
    fragment: Fragment,
  ) {
    const text = fragment.code.join('\n');
    this.everywhere = typesIn(`${fragment.section}\n${text}`);
    this.used = new Set([...text.matchAll(USED)].map((match) => match[1] ?? ''));
    this.functions = view.functions
      .flatMap(({ pieces }) => pieces)
      .filter((piece) => piece.fragment === fragment)
      .map(({ node }) => ({ ...rowsOfNode(fragment, node), types: typesIn(node.text) }));
  }

  certainty(name: string, row: number): Certainty {
    const own = this.functions.find(({ first, last }) => first <= row && row <= last);
    const types = own?.types.get(name) ?? this.everywhere.get(name);
    if (types?.has('hmm_range')) return 'declared';
    if (types !== undefined || !/(^|_)range$/.test(name)) return 'no';
    // Prose writes `range->`, and so do drivers that are seen without the declaration.
    return this.view.language === 'prose' || this.used.has(name) ? 'used so' : 'by name';
  }
}

/** The structures, and other types, that a text declares each name to be of. */
function typesIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, struct, other, name = ''] of text.matchAll(DECLARED)) {
    const types = found.get(name) ?? new Set<string>();
    types.add(struct ?? other ?? '');
    found.set(name, types);
  }
  return found;
}

/** The rows of `struct hmm_range name = { … }`. */
function initialiserRows(fragment: Fragment): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const node of fragment.root.descendantsOfType('init_declarator')) {
    const value = node.childForFieldName('value');
    const type = node.parent?.childForFieldName('type')?.text ?? '';
    if (value?.type !== 'initializer_list' || !/^struct\s+hmm_range$/.test(type)) continue;
    const { first, last } = rowsOfNode(fragment, value);
    for (let row = first; row <= last; row += 1) rows.add(row);
  }
  return rows;
}
