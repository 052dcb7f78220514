// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioDocument, VmaDocument } from '../../oracle/scenario/schema';
import type { RunnableTree } from '../../tree/side/open-tree';
import { FrameBatch } from '../../tree/wire/frame-batch';
import { NoteKind, type TreeReply, WireOutcome } from '../../tree/wire/types';
import { type Change, changedTree, closeTrees, describeWithCompiler, opens } from './support';

afterAll(closeTrees);

const START = 0x7f00_0000_0000;
const HUGETLB: VmaDocument = {
  start: '0x7f0000000000',
  end: '0x7f0000200000',
  flags: ['read', 'write'],
  backing: 'hugetlb',
  hugePageShift: 21,
};

function scenario(more: Partial<ScenarioDocument['mm']>, owner: number, requests = 'r.'): Scenario {
  const document: ScenarioDocument = {
    schema: 'hmm-scenario/1',
    id: 'mistake',
    mm: {
      nextPfn: '0x1000',
      zeroPfn: '0x1',
      vmas: [
        {
          start: '0x7f0000000000',
          end: '0x7f0000004000',
          flags: ['read', 'write'],
          backing: 'anon',
        },
      ],
      entries: [{ at: '0x7f0000001000', level: 'pte', is: 'present', pfn: '0x2000', write: true }],
      ...more,
    },
    range: {
      start: '0x7f0000000000',
      end: '0x7f0000002000',
      default: '.',
      mask: '*',
      requests,
      owner,
    },
  };
  return buildScenario(document, { file: 'test' });
}

/** The mistakes at a page fault; which of them is made is told by the owner of the request. */
const AT_FAULT = {
  null: '*(volatile int *)0 = 1;',
  wild: '*(volatile int *)0x123456789000 = 1;',
  beyond: 'state_of(walk)->range->hmm_pfns[2] = 0;',
  before: 'state_of(walk)->range->hmm_pfns[-1] = 0;',
  bug: 'BUG();',
  loop: 'while (pte_none((pte_t){ 0 })) ;',
  spin: 'for (volatile int i = 1; i;) ;',
  trap: '__builtin_trap();',
  call: '__asm__ volatile("syscall" : : "a"(57) : "rcx", "r11", "memory");',
  fruitless: 'return -EBUSY;',
  warned: 'WARN_ON(need);',
  held: 'spin_lock(&tree_locks[HOST_LOCK_PTE]);',
  twice: 'spin_lock(&tree_locks[HOST_LOCK_PMD]); spin_lock(&tree_locks[HOST_LOCK_PMD]);',
  released: 'spin_unlock(&tree_locks[HOST_LOCK_PUD]);',
} as const;
/** Those elsewhere, as conditions. */
const ELSEWHERE = ['unchecked', 'mapped', 'hugetlb-locked'] as const;
type Mistake = keyof typeof AT_FAULT | (typeof ELSEWHERE)[number] | 'none';

const NAMES: readonly Mistake[] = [
  'none',
  ...(Object.keys(AT_FAULT) as (keyof typeof AT_FAULT)[]),
  ...ELSEWHERE,
];
const made = (mistake: Mistake, range: string): string =>
  `((unsigned long)${range}->dev_private_owner == ${NAMES.indexOf(mistake)})`;
const OF_WALK = '(*(struct hmm_range **)walk->private)';

/** One tree with all mistakes. */
const CHANGES: readonly Change[] = [
  {
    from: 'WARN_ON(!need);',
    to: Object.entries(AT_FAULT)
      .map(([name, code]) => `if (${made(name as Mistake, OF_WALK)}) { ${code} }`)
      .join('\n'),
  },
  {
    from: 'if (mmu_interval_check_retry(range->notifier, range->notifier_seq))',
    to: `if (!${made('unchecked', 'range')} && mmu_interval_check_retry(range->notifier, range->notifier_seq))`,
  },
  {
    from: '\tif (need) {\n\t\tpte_unmap(pte);',
    to: `\tif (need) {\n\t\tif (!${made('mapped', OF_WALK)}) pte_unmap(pte);`,
  },
  {
    file: 'mm/pagewalk.c',
    from: '#include <linux/hugetlb.h>',
    to: '#include <linux/hugetlb.h>\n#include <linux/hmm.h>',
  },
  {
    file: 'mm/pagewalk.c',
    from: '\tint ret = 0;\n\n\twhile (at < end && !ret) {\n\t\tunsigned long next = min(',
    to: `\tint ret = 0;\n\n\tif (${made('hugetlb-locked', OF_WALK)}) hugetlb_vma_lock_read(walk->vma);\n\twhile (at < end && !ret) {\n\t\tunsigned long next = min(`,
  },
  {
    file: 'mm/pagewalk.c',
    from: '\treturn ret;\n}\n\nstatic int walk_vma',
    to: `\tif (${made('hugetlb-locked', OF_WALK)}) hugetlb_vma_unlock_read(walk->vma);\n\treturn ret;\n}\n\nstatic int walk_vma`,
  },
];

let tree: RunnableTree;

/** Runs a mistake, and after it a scenario that must not suffer from it. */
async function runs(
  mistake: Mistake,
  more: Partial<ScenarioDocument['mm']> = {},
): Promise<readonly [TreeReply, TreeReply]> {
  const child = tree.start();
  const batch = new FrameBatch();
  batch.add(scenario(more, NAMES.indexOf(mistake)));
  batch.add(scenario({}, 0, '..'));
  const replies = await child.runBatch(batch.take());
  child.close();
  return [replies.read(0), replies.read(1)];
}

async function openMistaken(): Promise<void> {
  tree = await opens('mistaken', changedTree('mistaken', CHANGES));
}

describeWithCompiler('what a tree does wrong is a finding, and the batch goes on', () => {
  beforeAll(openMistaken);

  it.each([
    ['null', WireOutcome.fault, 'dereferences a NULL pointer (address 0x0)'],
    ['wild', WireOutcome.fault, 'accesses memory that is not there'],
    ['beyond', WireOutcome.fault, 'accesses the pfn array 0 bytes after its end'],
    ['before', WireOutcome.fault, 'writes before the pfn array'],
    ['bug', WireOutcome.bug, 'BUG at mm/hmm.c:'],
    [
      'loop',
      WireOutcome.endless,
      'does not end: walk 1 has taken more steps than its pages can need',
    ],
    ['spin', WireOutcome.timeout, 'does not end'],
    ['trap', WireOutcome.fault, 'executes an invalid instruction'],
    ['call', WireOutcome.ended, 'makes the system call number 57'],
    ['fruitless', WireOutcome.livelock, 'walk 2 would get no further than the one before it'],
  ] as const)('%s', async (mistake, outcome, text) => {
    const [reply, next] = await runs(mistake);
    expect([reply.outcome, reply.text.slice(0, text.length)]).toEqual([outcome, text]);
    expect([next.outcome, next.ret, next.words]).toEqual([0, 0, [0n, 0xc000_0000_0000_2000n]]);
  });
});

describeWithCompiler('what no array shows is noted beside the result', () => {
  beforeAll(openMistaken);

  it.each([
    ['warned', NoteKind.warn, 'mm/hmm.c:'],
    ['held', NoteKind.faultUnderPageTableLock, 'PTE lock'],
    ['held', NoteKind.lockLeftBehind, 'PTE lock'],
    ['twice', NoteKind.lockTakenTwice, 'PMD lock'],
    ['released', NoteKind.lockNotHeld, 'PUD lock'],
    ['unchecked', NoteKind.walkWithoutCheck, 'walk 1'],
    ['mapped', NoteKind.faultUnderPageTableLock, 'mapped PTE table'],
  ] as const)('%s: %i', async (mistake, kind, where) => {
    const [reply] = await runs(mistake);
    expect(reply.outcome).toBe(WireOutcome.returned);
    expect(
      reply.notes.map((note) => [note.kind, note.where.slice(0, where.length)]),
    ).toContainEqual([kind, where]);
  });

  it.each([
    ['hole', []],
    [
      'entry',
      [{ at: '0x7f0000000000', level: 'pmd', is: 'migration', pfn: '0x2000', write: true }],
    ],
  ] as const)('a hugetlb %s that is faulted under the lock of its VMA', async (what, entries) => {
    const [reply] = await runs('hugetlb-locked', { vmas: [HUGETLB], entries: [...entries] });
    expect(reply.notes).toEqual([
      {
        kind: NoteKind.faultUnderHugetlbLock,
        address: START,
        where: `hugetlb VMA lock, for ${what === 'hole' ? 'a' : 'an'} ${what}`,
      },
    ]);
  });

  it('nothing is noted where nothing of this happens', async () => {
    const [reply] = await runs('none');
    expect([reply.outcome, reply.ret, reply.notes]).toEqual([0, 0, []]);
  });
});
