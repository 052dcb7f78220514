// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { jsonText } from '../../oracle/scenario/printable';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { FORM_NAME, FORM_VERSION, type RenderOptions } from './renderer';

/*
 * Every text form carries the documents of its scenarios in comments, so that a fixture can be
 * explained, and the whole file made again and compared.
 */

/** How the lines of a comment begin: inside a C comment, or in TAP. */
type Lead = ' *' | '#';

const WIDTH = 96;
const BEGINNING = /^( \*|#) scenario [0-9a-f]{8} (\{.*)$/;
const HEAD = new RegExp(`^(?: \\*|#) ${FORM_NAME}/(\\d+) (c|kunit|tap) (\\{.*\\})$`);

/** The line from which a reader knows the form and the options of a file. */
export function headLine(lead: Lead, form: 'c' | 'kunit' | 'tap', options: RenderOptions): string {
  const { prefix, sides } = options;
  // TAP has no names: a prefix that nothing shows could be changed unnoticed.
  const said = form === 'tap' ? { sides } : { prefix, sides };
  return `${lead} ${FORM_NAME}/${FORM_VERSION} ${form} ${JSON.stringify(said)}`;
}

/** What the line says that {@link headLine} makes; undefined for any other line. */
export function readHeadLine(
  line: string,
): { readonly version: number; readonly form: string; readonly options: string } | undefined {
  const [, version, form, options] = HEAD.exec(line) ?? [];
  if (version === undefined || form === undefined || options === undefined) return undefined;
  return { version: Number(version), form, options };
}

/**
 * A document as comment lines. They join to it again, whatever is in it. The first digits of its
 * SHA-256 stand before it: results and tables need not tell that something in it was changed.
 */
export function embeddedLines(lead: Lead, document: ScenarioDocument): string {
  const json = jsonText(document);
  const digest = createHash('sha256').update(json).digest('hex').slice(0, 8);
  let rest = commentSafe(json);
  const lines: string[] = [];
  for (let start = `${lead} scenario ${digest} `; rest !== ''; start = `${lead}   `) {
    const length = cutAt(rest, WIDTH - start.length);
    lines.push(`${start}${rest.slice(0, length)}`);
    rest = rest.slice(length);
  }
  return lines.join('\n');
}

/** The text with which a document begins on this line; undefined if none does. */
export function embeddedBeginning(
  line: string,
): { readonly lead: string; readonly text: string } | undefined {
  const [, lead, text] = BEGINNING.exec(line) ?? [];
  return lead === undefined || text === undefined ? undefined : { lead, text };
}

/** The text with which a document goes on on this line; undefined if it does not. */
export function embeddedContinuation(lead: string, line: string): string | undefined {
  const start = `${lead}   `;
  return line.startsWith(start) ? line.slice(start.length) : undefined;
}

/** After the last comma that fits, or wherever the width ends. */
function cutAt(text: string, width: number): number {
  if (text.length <= width) return text.length;
  const comma = text.lastIndexOf(',', width - 1);
  return comma > 0 ? comma + 1 : width;
}

/** The same JSON, without what opens or closes a C comment; JSON takes `\/` for `/`. */
function commentSafe(json: string): string {
  return json.replaceAll('*/', '*\\/').replaceAll('/*', '\\/*');
}
