// SPDX-License-Identifier: GPL-2.0-or-later

const MARKER = /^#\s(\d+)\s"([^"\n]{1,4096})"/;

/**
 * The lines of a file that the compiler gets to see: those that the preprocessor leaves in. What an
 * option leaves out is in no counter, and must not count as reached.
 *
 * @param preprocessed what the preprocessor made, with its line markers.
 */
export function compiledLines(preprocessed: string, path: string): ReadonlySet<number> {
  const lines = new Set<number>();
  let number = 0;
  let inside = false;
  for (const text of preprocessed.split('\n')) {
    const marker = text.startsWith('#') ? MARKER.exec(text) : null;
    if (marker !== null) {
      number = Number(marker[1]);
      inside = marker[2]?.endsWith(path) === true;
      continue;
    }
    if (inside && text.trim() !== '') lines.add(number);
    number++;
  }
  return lines;
}
