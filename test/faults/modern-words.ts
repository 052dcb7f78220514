// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

/** Wrong lines in how the fixed format reads the words of requests and writes those of pages. */
export const MODERN_WORD_FAULTS: readonly PlantedFault[] = [
  {
    name: 'the mask is not applied to requests',
    file: 'modern/hmm-pfns.ts',
    within: 'ofPage',
    right: '(this.hmmPfns.flags($page) & this.mask) | this.defaultFlags',
    wrong: 'this.hmmPfns.flags($page) | this.defaultFlags',
  },
  {
    name: 'the defaults are not added to requests',
    file: 'modern/hmm-pfns.ts',
    within: 'ofPage',
    right: '(this.hmmPfns.flags($page) & this.mask) | this.defaultFlags',
    wrong: 'this.hmmPfns.flags($page) & this.mask',
  },
  {
    name: 'WRITE alone asks for a fault',
    file: 'modern/hmm-pfns.ts',
    within: 'ofPage',
    right: "if (($request & REQ_FAULT) === 0) return 'nothing';",
    wrong: "if (($request & (REQ_FAULT | REQ_WRITE)) === 0) return 'nothing';",
  },
  {
    name: 'a writable request is content with a readable page',
    file: 'modern/hmm-pfns.ts',
    within: 'ofPage',
    right: '($request & REQ_WRITE) !== 0 && ($cpuFlags & WRITE) === 0',
    wrong: '($request & REQ_WRITE) !== 0 && ($cpuFlags & VALID) === 0',
  },
  {
    name: 'a needed read fault becomes a write fault',
    file: 'modern/hmm-pfns.ts',
    within: 'ofPage',
    right: "return ($cpuFlags & VALID) === 0 ? 'read fault' : 'nothing';",
    wrong: "return ($cpuFlags & VALID) === 0 ? 'write fault' : 'nothing';",
  },
  {
    name: 'a span is not scanned if only the mask lets requests through',
    file: 'modern/hmm-pfns.ts',
    within: 'ofSpan',
    right: '((this.defaultFlags | this.mask) & REQ_FAULT) === 0',
    wrong: '(this.defaultFlags & REQ_FAULT) === 0',
  },
  {
    name: 'a span needs only what its last page needs',
    file: 'modern/hmm-pfns.ts',
    within: 'ofSpan',
    right:
      "if ($pageNeed === 'write fault') return $pageNeed; if ($pageNeed === 'read fault') $need = $pageNeed;",
    wrong: "if ($pageNeed !== 'nothing') $need = $pageNeed;",
  },
  {
    name: 'a span stops at the first page that needs a read fault',
    file: 'modern/hmm-pfns.ts',
    within: 'ofSpan',
    right: "if ($pageNeed === 'read fault') $need = $pageNeed;",
    wrong: "if ($pageNeed === 'read fault') return $pageNeed;",
  },
  {
    name: 'protnone counts as accessible',
    file: 'modern/hmm-pfns.ts',
    within: 'accessFlags',
    right: 'if (($entry & PROTNONE_BIT) !== 0) return 0;',
    wrong: '',
  },
  {
    name: 'every present entry counts as writable',
    file: 'modern/hmm-pfns.ts',
    within: 'accessFlags',
    right: 'return ($entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
    wrong: 'return VALID | WRITE;',
  },
  {
    name: 'a writable entry is reported with WRITE alone',
    file: 'modern/hmm-pfns.ts',
    within: 'accessFlags',
    right: 'return ($entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
    wrong: 'return ($entry & WRITE_BIT) !== 0 ? WRITE : VALID;',
  },
  {
    name: 'page i of a huge mapping counts from the piece',
    file: 'modern/vma-walk.ts',
    within: 'putMapping',
    right: 'const $skipped = this.space.pages.skippedIn($start, $pages);',
    wrong: 'const $skipped = $pages - $pages;',
  },
  {
    name: 'the request to read has the bit of the request to write',
    file: 'modern/format.ts',
    within: 'requestFlags',
    right: 'case Ask.read: return REQ_FAULT;',
    wrong: 'case Ask.read: return REQ_WRITE;',
  },
  {
    name: 'the high bits of a pfn are lost',
    file: 'modern/hmm-pfns.ts',
    within: 'putEntry',
    right: '($entryHigh >>> PFN_HIGH_SHIFT) | $flags',
    wrong: '$flags',
  },
  {
    name: 'neighbouring frames of a huge mapping are all the first one',
    file: 'modern/hmm-pfns.ts',
    within: 'putFrames',
    right: '$low = ($low + 1) | 0; if ($low === 0) $high++;',
    wrong: '$low = $low | 0;',
  },
];
