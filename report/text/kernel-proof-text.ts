// SPDX-License-Identifier: GPL-2.0-or-later
import type { KernelProof } from '../../tree/audit/report';
import type { Style } from './style';

/** What a prover says of a change, for a person. */
export function kernelProofLines(
  { statements, known, bounds }: KernelProof,
  style: Style,
): readonly string[] {
  return [
    style.title('Proof of one walk, before and after'),
    ...statements.flatMap(({ outcome, says, id, lines }) => {
      const text = `  ${outcome}  ${says} [${id}]`;
      return [outcome === 'proved' ? text : style.bad(text), ...lines.map((line) => `    ${line}`)];
    }),
    ...known.map(({ id, says }) => `  but for the known difference ${id}: ${says}`),
    ...bounds,
    '',
  ];
}
