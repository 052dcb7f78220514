// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { findCommand } from '../../oracle/debian/command';

/** Something that must be on the machine, and the Debian package that brings it. */
interface Tool {
  readonly what: string;
  readonly package: string;
  readonly isThere: () => boolean;
}

const command = (what: string, name: string): Tool => ({
  what,
  package: name,
  isThere: () => findCommand(what) !== undefined,
});

const TOOLS: readonly Tool[] = [
  command('qemu-system-x86_64', 'qemu-system-x86'),
  // The compiler that the kernels were built with; their Makefile names it.
  command('gcc-12', 'gcc-12'),
  command('make', 'make'),
  command('cpio', 'cpio'),
  command('depmod', 'kmod'),
  command('xz', 'xz-utils'),
  command('zstd', 'zstd'),
  {
    what: 'the static C library',
    package: 'libc6-dev',
    isThere: () => existsSync('/usr/lib/x86_64-linux-gnu/libc.a'),
  },
];

/** A guest of 32 bits takes these as well. */
const TOOLS_32: readonly Tool[] = [
  {
    what: 'the compiler’s library of 32 bits',
    package: 'gcc-12-multilib',
    isThere: () => existsSync('/usr/lib/gcc/x86_64-linux-gnu/12/32/libgcc.a'),
  },
  {
    what: 'the static C library of 32 bits',
    package: 'libc6-dev-i386',
    isThere: () => existsSync('/usr/lib32/libc.a'),
  },
];

/** Building a kernel takes these besides. */
const TREE_TOOLS: readonly Tool[] = [
  command('gcc', 'gcc'),
  command('flex', 'flex'),
  command('bison', 'bison'),
  command('bc', 'bc'),
  command('perl', 'perl'),
  {
    what: 'the library of ELF files, for objtool',
    package: 'libelf-dev',
    isThere: () => existsSync('/usr/include/libelf.h'),
  },
];

/** What is missing to build a kernel tree, each with its package. */
export function missingTreeTools(): readonly { readonly what: string; readonly package: string }[] {
  return TREE_TOOLS.filter((tool) => !tool.isThere());
}

/** What is missing to build for and boot a guest of a width, each with its package. */
export function missingTools(
  bits: 32 | 64 = 64,
): readonly { readonly what: string; readonly package: string }[] {
  return [...TOOLS, ...(bits === 32 ? TOOLS_32 : [])].filter((tool) => !tool.isThere());
}
