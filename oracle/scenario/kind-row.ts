// SPDX-License-Identifier: GPL-2.0-or-later
import type { Kind } from '../../mm/entry';
import type { ModernRevision } from '../../modern/revision';

export type KindName = keyof typeof Kind;

/** Slots by what can stand in them: of a level, or of a hugetlb VMA, whatever its level. */
export type EntryPlace = 'pte' | 'pmd' | 'pud' | 'pgd' | 'hugetlb';

/** The callback of a walk that meets an entry; `pte` is `pmd_entry`, for each PTE of a table. */
export type Callback = 'test_walk' | 'pte_hole' | 'pud_entry' | 'pmd_entry' | 'pte' | 'hugetlb';

/** An attribute of an entry that a document has a field for. */
export type FieldName = 'pfn' | 'write' | 'protnone' | 'special' | 'owner';

/** What a walk meets an entry as, and what it makes of it (model.md, table of callbacks). */
export interface Met {
  /** A row of the coverage table. */
  readonly origin: string;
  /** For people. */
  readonly says: string;
  /**
   * How it is reported where no fault is needed: `page` with the rights that the CPU has, `bare` as
   * a pfn without any; where it is special, as an error unless it is the zero page.
   */
  readonly reported:
    | 'none'
    | 'error'
    | 'page'
    | 'bare'
    | 'special page'
    | 'special bare'
    | 'nothing';
  /**
   * What a request comes to that it does not satisfy. `refused` is -EFAULT; a request for the owner's
   * own device page is always `satisfied`.
   */
  readonly requested:
    | 'faulted'
    | 'waited for'
    | 'refused'
    | 'faulted or refused'
    | 'satisfied'
    | 'nothing';
  /** Where a later kernel changed that. */
  readonly before?: MetBefore;
}

/** A change of a later kernel, and what the kernels before it make of an entry; another change may lie before it. */
interface MetBefore extends Pick<Met, 'reported' | 'requested' | 'before'> {
  readonly change: keyof ModernRevision;
}

/** By what tells apart the entries of one kind: attributes, or whose page it is. */
export type MetBy =
  | { readonly plain: Met }
  | { readonly plain: Met; readonly protnone: Met }
  | {
      readonly plain: Met;
      readonly protnone: Met;
      readonly special: Met;
      readonly 'special-protnone': Met;
    }
  | { readonly own: Met; readonly foreign: Met };

/** One kind of entry, or of a pseudo entry, which stands in no slot. */
export interface KindRow {
  /**
   * Where it stands, and how often random scenarios draw one there: the weight of each combination
   * of its fields, so a kind with four of them is drawn four times as often. What the sides treat
   * in different ways is drawn more often than what a kernel sees often.
   */
  readonly at: Readonly<Partial<Record<EntryPlace, number>>>;
  /** The combinations that have another weight, by their fields; or `special`, or `zero-page`. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Its name in documents. */
  readonly is: string;
  /** The version of the document that brought it, if that is not the first. */
  readonly since?: 2;
  /** Given if no model walks over it: what releases do there is no result, and only their code shows it. */
  readonly walked?: 'by trees only';
  readonly fields: readonly FieldName[];
  /** What lies below: pages for the CPU, pages of the owner's device, a table, or nothing. */
  readonly below: 'pages' | 'device pages' | 'table' | 'nothing';
  /** By level, the kind that is nearest to it there: what shrinking tries instead. */
  readonly lower: Readonly<Partial<Record<EntryPlace, KindName>>>;
  /** What `handle_mm_fault` does about it (model.md, section 1); null: it never gets there. */
  readonly fault:
    | 'fills'
    | 'swaps in'
    | 'awaits'
    | 'migrates back'
    | 'gives back'
    | 'fails'
    | 'clears'
    | 'gives rights'
    | null;
  /** Of a migrating page: what it is present as when the wait is over. */
  readonly arrives?: KindName;
  readonly callback: Callback | null;
  /** Whether v5.7 records the end of its piece when it fills it (model.md, section 3). */
  readonly counted: boolean;
  readonly met: MetBy;
  /** One character for the grid of `explain`; empty for pages that say nothing but their rights. */
  readonly symbol: string | { readonly own: string; readonly foreign: string };
  /** What its name does not say, for the C header. */
  readonly remark?: string;
}
