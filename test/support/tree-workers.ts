// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine: its number, its parent's, and what it is called. */
interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

function running(): readonly Running[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, name = '', parent = '0'] = /\((.*)\) \S (\d+)/.exec(text) ?? [];
      return [{ pid: Number(pid), parent: Number(parent), name }];
    } catch {
      // It has ended in the meantime.
      return [];
    }
  });
}

/** The processes that run a tree's code for a process: those below it that have started no other one. */
export function treeWorkersOf(process: number): readonly number[] {
  const all = running();
  const below = new Set([process]);
  for (let size = 0; size < below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const parents = new Set(all.map(({ parent }) => parent));
  return all
    .filter(({ pid, name }) => name === 'supervisor' && below.has(pid) && !parents.has(pid))
    .map(({ pid }) => pid);
}
