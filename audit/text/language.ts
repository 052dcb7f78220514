// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeView } from './code/view';

/** How a file is read, by its name; or what it is that the rules cannot read. */
export type Language =
  | { readonly kind: 'read'; readonly as: CodeView['language'] }
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unknown' };

const READ: Readonly<Record<string, CodeView['language']>> = {
  ...{ c: 'c', h: 'c', cc: 'c', cpp: 'c', cxx: 'c', hpp: 'c', inc: 'c' },
  ...{ rst: 'prose', txt: 'prose', md: 'prose' },
};

const OTHER: Readonly<Record<string, string>> = {
  ...{ rs: 'Rust', py: 'Python', s: 'assembly', asm: 'assembly', lds: 'linker script' },
  ...{ dts: 'device tree', dtsi: 'device tree', dtso: 'device tree', cu: 'CUDA', cl: 'OpenCL' },
  ...{
    go: 'Go',
    java: 'Java',
    js: 'JavaScript',
    ts: 'TypeScript',
    zig: 'Zig',
    d: 'D',
    m: 'Objective-C',
  },
  ...{ sh: 'shell', bash: 'shell', pl: 'Perl', pm: 'Perl', rb: 'Ruby', lua: 'Lua', awk: 'awk' },
  ...{ y: 'yacc', l: 'lex', cocci: 'Coccinelle', bt: 'bpftrace', stp: 'SystemTap', mk: 'make' },
  ...{ patch: 'a patch, for audit patch', diff: 'a patch, for audit patch' },
};

/** Names without an extension that say what they are. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ Makefile: 'make', Kbuild: 'make', Kconfig: 'Kconfig', MAINTAINERS: 'a list of maintainers' },
};

/** How to read a file of this name. */
export function languageOf(name: string | undefined): Language {
  const base = name?.replace(/^.*\//, '') ?? '';
  // A diff whose file a reviewer cut away is most likely of C.
  if (base === '' || base === '<stdin>' || base === '<stream>') return { kind: 'read', as: 'c' };
  const extension = (/\.(\w+)$/.exec(base)?.[1] ?? '').toLowerCase();
  const as = READ[extension];
  if (as !== undefined) return { kind: 'read', as };
  const other = OTHER[extension] ?? (Object.hasOwn(NAMED, base) ? NAMED[base] : undefined);
  return other === undefined ? { kind: 'unknown' } : { kind: 'other', name: other };
}
