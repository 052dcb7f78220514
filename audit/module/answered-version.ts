// SPDX-License-Identifier: GPL-2.0-or-later
import type { Conversion, DriverVersion, FaultedWindow } from '../../drivers/conversion';
import type { Encoding } from '../../drivers/driver';
import { printable } from '../../oracle/scenario/printable';
import { ScenarioFacts } from '../model/page-facts';
import { readBuilds, readConversion, readEncoding } from './answers';
import type { Occasion } from './complaint';
import type { VersionDescription } from './description';
import type { Book, Desk } from './desk';
import { convertQuestion, windowQuestion } from './questions';
import { fitting, replyOf, valueIn } from './replied';
import { HEX_TEXTS } from './words';

/** A driver version of a user's module: its functions look their answers up at the desk. */
export function answeredVersion(
  of: 'before' | 'after',
  description: VersionDescription,
  desk: Desk,
): DriverVersion {
  const builds: Book<boolean> = new Map();
  const encodings: Book<Encoding> = new Map();
  const conversions: Book<Conversion> = new Map();
  const field = (ask: string): string => `default.${of}.${ask}()`;
  return {
    ...description,
    builds: (accesses) =>
      desk.look(builds, windowQuestion({ ask: 'builds', of, accesses }), (line, occasion) => {
        const value = valueIn(line, occasion);
        return fitting(occasion, () => readBuilds(value, field('builds')));
      }),
    encode: (accesses) =>
      desk.look(encodings, windowQuestion({ ask: 'encode', of, accesses }), (line, occasion) => {
        const value = valueIn(line, occasion);
        return fitting(occasion, () => readEncoding(value, field('encode'), accesses.length));
      }),
    convert: (window) =>
      desk.look(conversions, convertQuestion(of, window, factsOf(window)), (line, occasion) =>
        readConverted(line, occasion, window.words.length, field('convert')),
      ),
  };
}

/** The line that answered a question, as a message shows it. */
export function shownAnswer(line: string, occasion: Occasion): Conversion | string {
  const [ask, of, , words] = occasion.question.split(' ');
  if (ask !== 'convert' || words === undefined) return line;
  const pages = words.split(',').length;
  return readConverted(line, occasion, pages, `default.${of}.convert()`);
}

/** A conversion that throws is a finding, not the end of the audit. */
function readConverted(line: string, occasion: Occasion, pages: number, field: string): Conversion {
  const reply = replyOf(line, occasion);
  if (reply.kind === 'threw') {
    return { kind: 'refused', page: 0, code: printable(reply.text) };
  }
  const value = valueIn(line, occasion);
  return fitting(occasion, () => readConversion(value, field, pages, HEX_TEXTS));
}

function factsOf({ facts }: FaultedWindow): ScenarioFacts {
  if (facts instanceof ScenarioFacts) return facts;
  throw new TypeError('an audit hands over the facts of its scenario');
}
