// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The bounds of `unwindSet()` in proof/tree/bounds.ts with a round more of some loops.
 * @param loops by their names.
 */
export function withMoreRounds(unwind: string, loops: ReadonlySet<string>): string {
  return unwind
    .split(',')
    .map((bound) => {
      const at = bound.lastIndexOf(':');
      const loop = bound.slice(0, at);
      return loops.has(loop) ? `${loop}:${Number(bound.slice(at + 1)) + 1}` : bound;
    })
    .join(',');
}
