// SPDX-License-Identifier: GPL-2.0-or-later
import type { Compiler } from '../../audit/c/compiler';
import type { BitsPerLong } from '../../modern/format';
import type { TreeShape } from '../sources/shape';

/** As the kernel compiles C; a name that nobody knows is an error that says so. */
export const KERNEL_C = [
  ...['-std=gnu11', '-O2', '-g1', '-w', '-fPIC', '-nostdinc', '-fms-extensions', '-fno-common'],
  ...['-fno-strict-aliasing', '-fwrapv', '-fno-delete-null-pointer-checks'],
  ...['-Werror=implicit-function-declaration', '-Werror=implicit-int', '-Werror=int-conversion'],
  ...['-Werror=incompatible-pointer-types', '-D__KERNEL__'],
] as const;

/** What a tree is compiled with besides. */
export interface TreeBuildOptions {
  /** Address and undefined-behaviour sanitizers. */
  readonly sanitize: boolean;
  /** Counters of what was reached: slower, and only gcc has what is needed. */
  readonly coverage: boolean;
  /** How wide a long is: the tree and all that runs with it are compiled for it. */
  readonly bits: BitsPerLong;
  /** Whether each read of an entry is seen, so that other threads can act there: slower. */
  readonly watched: boolean;
}

/**
 * A call before each load, for `tree/host/reads.c`; what the names say of addresses is not used. Nothing is
 * optimized, so that each read of the source is one, and none is merged with another.
 */
export function watchedFlags({ version }: Compiler): readonly string[] {
  const [option, prefix] = version.includes('clang') ? ['-mllvm', '-asan-'] : ['--param', 'asan-'];
  const values = ['instrumentation-with-call-threshold=0', 'stack=0', 'globals=0'];
  return [
    '-O0',
    '-fsanitize=kernel-address',
    ...values.flatMap((value) => [option, prefix + value]),
  ];
}

/**
 * Counters for the tree's own files, whose code is not optimized, so that lines stay what they are. They
 * are found by way of a section: nothing is registered, and nothing written at the end.
 */
export const COUNTED = ['-O0', '--coverage', '-fprofile-info-section=gcov_info'] as const;

/** What the width of a long and the sanitizers need, compiling and linking. */
export function compilerFlagsOf(
  { sanitize }: Pick<Compiler, 'sanitize'>,
  options: TreeBuildOptions,
): readonly string[] {
  return [...longWidthOf(options), ...(options.sanitize ? sanitize : [])];
}

export function longWidthOf({ bits }: TreeBuildOptions): readonly string[] {
  return bits === 32 ? ['-m32'] : [];
}

/** What the stand-in headers are told of a tree. */
export function definesOf(shape: TreeShape): readonly string[] {
  const values = {
    TREE_CUSTOMIZABLE: shape.customizable,
    TREE_RETURNS_PAGES: shape.returnsPages,
    TREE_HAS_SPECIAL: shape.hasSpecial,
    TREE_HAS_ORDER: shape.hasOrder,
    TREE_CARRIES_DMA: shape.carriesFlags,
    TREE_HAS_DEVMAP: shape.hasDevmap,
    TREE_HOLE_HAS_DEPTH: shape.holeHasDepth,
    TREE_HAS_UNLOCKED_CALL: shape.hasUnlockedCall,
  };
  return Object.entries(values).map(([name, value]) => `-D${name}=${value ? 1 : 0}`);
}
