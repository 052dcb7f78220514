// SPDX-License-Identifier: GPL-2.0-or-later

import { lineOf } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import { type CodeView, codeLines, nodesIn } from '../code/view';
import { type Hit, type Rule, type Subject, source } from './rule';

/** What is gone, and what to use in its place. */
const NAMES: Readonly<Record<string, string>> = {
  HMM_PFN_SPECIAL: 'HMM_PFN_ERROR, which special pages report now',
  HMM_PFN_NONE: '0',
  HMM_PFN_DEVICE_PRIVATE: 'is_device_private_page() of the entry’s page',
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
  /\b((?:\w+(?:\.|->))*)(\w+)\s*(\.|->)\s*(flags|values|pfn_shift|pfns)\b(\s*(?:\[|=(?!=)))?/g;
const INITIALISER = /(?:^|[\s{,])\.(flags|values|pfn_shift|pfns)\s*=(?!=)/g;
const INDEX = /\[\s*HMM_PFN_(VALID|WRITE|ERROR)\s*\]/g;

/** What the new side still uses of the interface that is gone. */
export const removedInterface: Rule = {
  id: 'removed-interface',
  title: 'left-over of the removed interface',
  severity: 'bug',
  why:
    'Since 5.8 struct hmm_range has no flags, values, pfn_shift and pfns, and the functions around ' +
    'the customizable format are gone; some had been removed before.',
  suffers: 'It does not compile; in documentation, the next driver copies the mistake.',
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
    for (const hit of leftOvers(subject.now.view)) {
      const { change } = hit.line;
      if (subject.porting || change === 'whole') yield hit;
      else if (change === 'added') yield { ...hit, severity: 'suspicious' };
    }
    for (const { fragment, node } of nodesIn(subject.now.view, 'call_expression')) {
      const line = lineOf(fragment, node);
      const name = calledName(node);
      if (line === undefined || argumentsOf(node).length !== 2) continue;
      if (name !== 'hmm_range_fault' && name !== 'hmm_pfn_to_page') continue;
      yield { line, reason: `${name}() takes one argument; the one with two is gone` };
    }
  },
};

function* leftOvers(view: CodeView): Generator<Hit> {
  const others = declaredOtherwise(view);
  const initialisers = initialiserRows(view);
  for (const { line, code, fragment } of codeLines(view)) {
    for (const [name] of code.matchAll(NAME)) {
      yield { line, reason: `${name} is gone; use ${NAMES[name] ?? ''}` };
    }
    for (const [, , base = '', , field = '', use] of code.matchAll(FIELD)) {
      if (!isRange(base, view) || others.has(base)) continue;
      if (field === 'flags' && use === undefined && view.language === 'c' && !isHmm(view, base)) {
        continue;
      }
      yield { line, reason: `struct hmm_range has no ${field}; use ${FIELDS[field] ?? ''}` };
    }
    const row = fragment.lines.indexOf(line);
    if (initialisers.get(fragment)?.has(row)) {
      for (const [, field = ''] of code.matchAll(INITIALISER)) {
        yield { line, reason: `struct hmm_range has no ${field}; use ${FIELDS[field] ?? ''}` };
      }
    }
    for (const [, flag = ''] of code.matchAll(INDEX)) {
      const reason = `HMM_PFN_${flag} is a bit now, no index: bit 63 of an unsigned long at most`;
      yield { line, reason };
    }
  }
}

/** Prose writes `range->`, and so do drivers that are seen without the declaration. */
function isRange(base: string, view: CodeView): boolean {
  return /(^|_)range$/.test(base) || isHmm(view, base);
}

function isHmm(view: CodeView, name: string): boolean {
  const declared = new RegExp(`\\bstruct\\s+hmm_range\\s+\\**\\s*${name}\\b`);
  return view.fragments.some(({ code }) => declared.test(code.join('\n')));
}

/** Variables such as `struct drm_gpusvm_range *range`. */
function declaredOtherwise(view: CodeView): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { code } of view.fragments) {
    const found = code.join('\n').matchAll(/\bstruct\s+(\w+)\s+\**\s*(\w*range)\b/g);
    for (const [, type, name = ''] of found) if (type !== 'hmm_range') names.add(name);
  }
  for (const name of names) if (isHmm(view, name)) names.delete(name);
  return names;
}

/** The rows of `struct hmm_range name = { … }`. */
function initialiserRows(view: CodeView): ReadonlyMap<unknown, ReadonlySet<number>> {
  const rows = new Map<unknown, Set<number>>();
  for (const fragment of view.fragments) {
    const own = new Set<number>();
    const text = fragment.code.join('\n');
    for (const match of text.matchAll(/\bstruct\s+hmm_range\s+\w+\s*=\s*\{[^;]*/g)) {
      const first = text.slice(0, match.index).split('\n').length - 1;
      const count = match[0].split('\n').length;
      for (let row = first; row < first + count; row += 1) own.add(row);
    }
    rows.set(fragment, own);
  }
  return rows;
}
