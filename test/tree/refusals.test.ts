// SPDX-License-Identifier: GPL-2.0-or-later
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../tree/sources/code';
import { refuseUnknownConditions, standInNames } from '../../tree/sources/options';
import { readKernelTree } from '../../tree/sources/read-tree';
import { shapeOf } from '../../tree/sources/shape';
import {
  type Change,
  changedTree,
  closeTrees,
  describeWithCompiler,
  OWN_TREE,
  opens,
} from './support';

afterAll(closeTrees);

/** What is said of a tree; nothing if it is taken. */
function refusal(name: string, changes: readonly Change[]): string {
  const place = changedTree(name, changes);
  try {
    const sources = readKernelTree(place);
    refuseUnknownConditions(sources);
    standInNames(sources);
    shapeOf(sources);
    return '';
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(`${place}/`, '').replace(place, 'TREE')
      : '';
  }
}

const INCLUDE = '#include <linux/pagewalk.h>';

describe('a tree that cannot be told is refused by name and place', () => {
  it('the own tree is taken', () => {
    expect(refusal('taken', [])).toBe('');
  });

  it.each([
    [
      'an unknown option',
      { from: INCLUDE, to: `${INCLUDE}\n#ifdef CONFIG_OF_NOBODY\n#endif` },
      'mm/hmm.c:7: expected a configuration option that the stand-in headers know (tree/stand-ins/options.h), got CONFIG_OF_NOBODY in mm/hmm.c: whether it is set changes which code is compiled',
    ],
    [
      'an option in an expression',
      { from: 'unsigned int need = 0;', to: 'unsigned int need = IS_ENABLED(CONFIG_OF_NOBODY);' },
      /^mm\/hmm\.c:\d+: expected a configuration option .*got CONFIG_OF_NOBODY/,
    ],
    [
      'another macro that decides',
      { from: INCLUDE, to: `${INCLUDE}\n#if defined(ARCH_OF_NOBODY) && \\\n  1\n#endif` },
      /^mm\/hmm\.c:7: expected a macro that decides which code there is .*got ARCH_OF_NOBODY/,
    ],
    [
      'another field of the range',
      {
        file: 'include/linux/hmm.h',
        from: 'void *dev_private_owner;',
        to: 'void *dev_private_owner; int extra : 3;',
      },
      /^include\/linux\/hmm\.h: expected a struct hmm_range with the fields notifier, .*, got extra$/,
    ],
    [
      'a missing field of the range',
      { file: 'include/linux/hmm.h', from: 'unsigned long pfn_flags_mask;', to: '' },
      /got none of the name pfn_flags_mask$/,
    ],
    [
      'a walk that does not say where it is',
      { from: 'unsigned long last;', to: 'unsigned long position;' },
      /^mm\/hmm\.c: expected a struct hmm_vma_walk with a field last/,
    ],
    [
      'an include of something else',
      { from: INCLUDE, to: `${INCLUDE}\n#include "../../secret.h"` },
      'mm/hmm.c: expected headers of the kernel, got ../../secret.h',
    ],
  ] as const)('%s', (name, change, message) => {
    expect(refusal(name.replaceAll(' ', '-'), [change])).toMatch(message);
  });

  it('words in comments and strings decide nothing', () => {
    const text = `${INCLUDE}\n/* #ifdef CONFIG_OF_NOBODY */ // CONFIG_OF_NOBODY\nstatic const char *s = "CONFIG_OF_NOBODY";`;
    expect(refusal('comments', [{ from: INCLUDE, to: text }])).toBe('');
  });

  it('a file that is missing', () => {
    const place = changedTree('missing', []);
    rmSync(join(place, 'mm', 'pagewalk.c'));
    expect(() => readKernelTree(place)).toThrow('got one without mm/pagewalk.c');
    expect(() => readKernelTree(join(place, 'nowhere'))).toThrow(
      'expected the folder of a kernel tree, got no such folder',
    );
  });
});

describeWithCompiler('a tree whose code does more than wait to be called', () => {
  it.each([
    ['ends its process', '__builtin_trap();'],
    ['does not come to an end', 'for (;;) __asm__ volatile("");'],
  ])('and %s when it is loaded is refused', async (_, does) => {
    const early = `__attribute__((constructor)) static void early(void) { ${does} }`;
    const place = changedTree('constructor', [{ from: INCLUDE, to: `${INCLUDE}\n${early}` }]);
    await expect(opens('constructor', place)).rejects.toThrow(
      /^the tree constructor: its code cannot be loaded: ./,
    );
  });
});

describeWithCompiler('a tree that does not compile', () => {
  it('names the symbol that no stand-in knows', async () => {
    const place = changedTree('symbol', [
      { from: 'WARN_ON(!need);', to: 'if (pte_of_nobody(need)) return 0;' },
    ]);
    await expect(opens('symbol', place)).rejects.toThrow(/mm\/hmm\.c:\d+.*pte_of_nobody/);
  });

  it('knows what the DMA helpers of each release ask for, which no scenario calls', async () => {
    const attributes = ['DMA_ATTR_SKIP_CPU_SYNC', 'DMA_ATTR_MMIO', 'DMA_ATTR_REQUIRE_COHERENT'];
    const helper = `#include <linux/dma-mapping.h>
dma_addr_t map_page(struct device *device, struct page *page, phys_addr_t physical);
dma_addr_t map_page(struct device *device, struct page *page, phys_addr_t physical)
{
\tunsigned long attributes = ${attributes.join(' | ')};
\tdma_addr_t address = dma_map_page(device, page, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);

\tdma_unmap_page(device, address, PAGE_SIZE, DMA_BIDIRECTIONAL);
\treturn dma_map_phys(device, physical, PAGE_SIZE, DMA_BIDIRECTIONAL, attributes);
}`;
    const place = changedTree('dma', [{ from: INCLUDE, to: `${INCLUDE}\n${helper}` }]);
    await expect(opens('dma', place)).resolves.toMatchObject({ fit: { side: 'modern' } });
  });

  it('is not taken for another one: the cache knows its content', async () => {
    const place = changedTree('other', [
      { from: 'return flags & HMM_PFN_VALID ? 0', to: 'return 1 ? 0' },
    ]);
    const [own, other] = [await opens('own', OWN_TREE), await opens('other', place)];
    expect(own.files.map(({ path }) => path)).toEqual(other.files.map(({ path }) => path));
    expect(own.files[0]?.sha256).not.toBe(other.files[0]?.sha256);
  });
});

describe('code without comments and strings', () => {
  it('keeps every line and column', () => {
    const text = 'a /* b\n c */ d "e\\"f" \'g\' // h\ni';
    expect(codeOf(text)).toBe('a     \n      d                \ni');
    expect(codeOf(text)).toHaveLength(text.length);
  });
});
