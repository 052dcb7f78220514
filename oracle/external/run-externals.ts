// SPDX-License-Identifier: GPL-2.0-or-later
import { LIVELOCK } from '../../mm/errno';
import { returnText } from '../run/result';
import type { AskOthers } from '../run/run-corpus';
import { hex } from '../scenario/json';
import { jsonText } from '../scenario/printable';
import type { Answer, ExternalResult } from './answer';
import type { ExternalSide } from './external-side';

/**
 * Asks sides from outside for their results, as `run` prints them beside those of the models.
 * @param failed is called with each answer that is none.
 */
export function askExternals(
  sides: readonly ExternalSide[],
  failed: (side: string, answer: Exclude<Answer, { kind: 'result' }>) => void,
): AskOthers {
  return async (scenario) => {
    const results: { name: string; text: string }[] = [];
    for (const side of sides) {
      const [answer] = await side.answers([scenario]);
      if (answer === undefined) throw new TypeError('one scenario has one answer');
      if (answer.kind !== 'result') failed(side.name, answer);
      results.push({ name: side.name, text: answerText(answer) });
    }
    return results;
  };
}

function answerText(answer: Answer): string {
  switch (answer.kind) {
    case 'result':
      return jsonText(documentOf(answer.result));
    case 'failed':
      return jsonText({ threw: [answer.what, ...answer.lines].join(': ') });
    case 'none':
      return jsonText({ none: answer.why });
  }
}

/** A result in the vectors' own form. */
function documentOf({ ret, pages, words, faults, walks, stoppedAt }: ExternalResult): object {
  return {
    ret: ret === 0 ? 0 : ret === LIVELOCK ? 'livelock' : returnText(ret),
    ...(pages === undefined ? {} : { pages }),
    pfns: words.map(hex),
    faults: faults.map(({ at, ...row }) => ({ at: hex(at), ...row })),
    walks,
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
  };
}
