// SPDX-License-Identifier: GPL-2.0-or-later

/** How many texts of a side are told apart. */
const MOST_TEXTS = 20;

/**
 * Tells the first few texts of others apart, and takes all further ones for one: a side can give each scenario a text of
 * its own, and a run has millions.
 */
export class FewTexts {
  private readonly known = new Set<string>();

  /** @param further stands for what is not told apart. */
  constructor(private readonly further: string) {}

  /** The text, or what stands for it. */
  of(text: string): string {
    if (this.known.has(text)) return text;
    if (this.known.size >= MOST_TEXTS) return this.further;
    this.known.add(text);
    return text;
  }
}
