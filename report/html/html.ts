// SPDX-License-Identifier: GPL-2.0-or-later
import { jsonText, printableLines } from '../../oracle/scenario/printable';

/** Markup that may stand in a page as it is; only {@link html} and this module make it. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand between pieces of markup; everything but {@link Html} is escaped. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const SPECIAL = /[&<>"']/;
const ALL_SPECIAL = new RegExp(SPECIAL, 'g');

/**
 * Text as it may stand in an element, or in an attribute between quotes. What HTML has no place for,
 * not even as a reference, and what nobody would see, is shown as an escape; line feeds are blanks
 * to HTML, or lines of a text of ours.
 */
export function escaped(text: string): string {
  // Tabs indent code.
  const shown = text.split('\t').map(printableLines).join('\t');
  return SPECIAL.test(shown) ? shown.replace(ALL_SPECIAL, (char) => ESCAPES[char] ?? char) : shown;
}

/**
 * Markup from a template. Whatever is put into it is escaped, unless it is markup itself; arrays
 * are joined, undefined is nothing. Attributes must be quoted.
 */
export function html(markup: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let text = markup[0] ?? '';
  for (const [index, part] of parts.entries()) text += partText(part) + (markup[index + 1] ?? '');
  return new Html(text);
}

function partText(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string') return escaped(part);
  return typeof part === 'number' ? String(part) : part.map(partText).join('');
}

/** A value as the content of a `<script type="application/json">`, which nothing in it can end. */
export function jsonData(value: unknown): Html {
  return new Html(jsonText(value).replaceAll('<', '\\u003c'));
}

/** The content of a style or script element; it is ours, and must not end its element. */
export function ownAsset(text: string): Html {
  if (/<\/(?:style|script)/i.test(text)) {
    throw new RangeError('"text" expected an asset without </style or </script, got one with it');
  }
  return new Html(text);
}
