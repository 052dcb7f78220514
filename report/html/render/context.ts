// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, type HtmlPart, html } from '../html';

/** What pieces of a page must know of the whole. */
export class Context {
  private readonly used = new Set<string>();

  /** @param causes the ids of the causes that have a place of their own in the page. */
  constructor(private readonly causes: ReadonlySet<string>) {}

  /** An id for an element, from a text; each is given once. */
  id(text: string): string {
    const plain = plainId(text);
    let id = plain;
    for (let number = 2; this.used.has(id); number++) id = `${plain}-${number}`;
    this.used.add(id);
    return id;
  }

  /** A cause by its id, as a link if its place is in the page. */
  cause(id: string): Html {
    if (!this.causes.has(id)) return html`<code>${id}</code>`;
    return html`<a href="#${causeAnchor(id)}"><code>${id}</code></a>`;
  }
}

/** The element that describes a cause. */
export function causeAnchor(id: string): string {
  return `cause-${plainId(id)}`;
}

/** A text as part of an id: what neither a selector nor a link must escape. */
function plainId(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '-');
}

/** A heading of a level from 1 to 6. */
export function heading(level: number, content: HtmlPart, id?: string): Html {
  const mark = id === undefined ? html`` : html` id="${id}"`;
  switch (level) {
    case 1:
      return html`<h1${mark}>${content}</h1>`;
    case 2:
      return html`<h2${mark}>${content}</h2>`;
    case 3:
      return html`<h3${mark}>${content}</h3>`;
    case 4:
      return html`<h4${mark}>${content}</h4>`;
    case 5:
      return html`<h5${mark}>${content}</h5>`;
    default:
      return html`<h6${mark}>${content}</h6>`;
  }
}

/** A count for a person: `10,441`. */
export function number(count: number): string {
  return count.toLocaleString('en');
}

/**
 * Markup that is built when it is needed. To a browser that runs scripts, the content of
 * a noscript is a text, which costs nothing; to another one it is the markup itself.
 */
export function later(markup: Html): Html {
  return html`<noscript>${markup}</noscript>`;
}
