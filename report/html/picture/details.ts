// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation, PageRun, PageWord } from '../../../oracle/explain/explanation';
import type { BrokenPromise } from '../../../oracle/explain/verdicts';
import { bitsText } from '../../text/explain/grid';
import { ASK_WORDS, entryText, metText, pageNumbers, vmaName } from '../../text/explain/names';
import { eachColumn } from './columns';
import type { Mark } from './marks';
import type { ColumnDetail, SideDetail } from './model';
import { vmaText } from './place-rows';
import { answerText, marksText } from './side-rows';

/**
 * @param marks by side, then by column.
 */
export function columnDetails(
  explanation: Explanation,
  marks: readonly (readonly (readonly Mark[])[])[],
  broken: readonly BrokenPromise[],
): readonly ColumnDetail[] {
  const { pages, sides } = explanation;
  const promises = promisesByColumn(pages, broken);
  return pages.map((run, column) => ({
    title: `${run.pages === 1 ? 'page' : 'pages'} ${pageNumbers(run.first, run.pages)}`,
    facts: facts(explanation, run),
    sides: run.words.map((word): SideDetail => {
      const index = sides.findIndex(({ name }) => name === word.side);
      return {
        side: word.side,
        ...wordDetail(word, run.pages),
        happened: marksText(marks[index]?.[column] ?? []),
        broken: promises.get(`${word.side} ${column}`)?.join(', ') ?? '',
      };
    }),
  }));
}

function wordDetail(
  word: PageWord,
  pages: number,
): Pick<SideDetail, 'word' | 'bits' | 'says' | 'met'> {
  const grows = pages > 1 && word.step !== '0x0';
  return {
    word: `${word.word}${grows ? ` + ${word.step} a page` : ''}`,
    bits: bitsText(word, grows),
    says: answerText(word, pages),
    met: word.holds === 'output' ? metText(word.met) : '',
  };
}

function facts({ scenario, sides }: Explanation, run: PageRun): ColumnDetail['facts'] {
  const { vma, slot, at, request, effective, fails, pfn } = run;
  const document = vma === undefined ? undefined : scenario.mm.vmas[vma];
  const asked = `${ASK_WORDS[request]}, effectively ${ASK_WORDS[effective]}`;
  return [
    ['address', at],
    ['vma', document === undefined ? 'none' : `${vmaName(vma ?? 0)}, ${vmaText(document)}`],
    ['entry', entryText(slot)],
    ...(pfn === undefined || slot.level === 'pte' ? [] : [['frame', `pfn ${pfn}`] as const]),
    ...(sides.length === 0 ? [] : [['request', asked] as const]),
    ...(fails === undefined ? [] : [['fails', `a fault here fails: ${fails}`] as const]),
  ];
}

function promisesByColumn(
  pages: readonly PageRun[],
  broken: readonly BrokenPromise[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { sides, id, clause, pages: spans } of broken) {
    for (const span of spans) {
      eachColumn(pages, span, (column) => {
        for (const side of sides) {
          const key = `${side} ${column}`;
          found.set(key, [...(found.get(key) ?? []), id ?? `new: ${clause}`]);
        }
      });
    }
  }
  return found;
}
