// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** A fenced block of a page. */
export interface Block {
  /** `docs/audit.md:12` */
  readonly place: string;
  readonly language: string;
  readonly text: string;
  /** Why the page says that it is not run (`sh not-run: takes minutes`), if it does. */
  readonly notRun: string | undefined;
  /** The plain block right after it, if there is one: what the page shows as its output. */
  readonly shown: string | undefined;
}

/** A command that a page tells its reader to run. */
export interface ShownCommand extends Pick<Block, 'place' | 'notRun' | 'shown'> {
  readonly command: string;
}

/** README.md and every page of docs/. */
export function pages(): readonly string[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => `docs/${name}`)];
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  return blocksIn(page, readFileSync(join(ROOT, page), 'utf8'));
}

/** The fenced blocks of a page's text. */
export function blocksIn(page: string, text: string): readonly Block[] {
  const fences = [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)];
  return fences.map((fence, index) => {
    const [whole, info = '', body = ''] = fence;
    const next = fences[index + 1];
    const between = text.slice(fence.index + whole.length, next?.index);
    const hasOutput = next !== undefined && next[1] === '' && between.trim() === '';
    return {
      place: `${page}:${text.slice(0, fence.index).split('\n').length}`,
      language: info.split(' ')[0] ?? '',
      text: body,
      notRun: /not-run: (.+)$/.exec(info)?.[1],
      shown: hasOutput && !next[2]?.startsWith('$ ') ? next[2] : undefined,
    };
  });
}

/**
 * The commands of a page: the lines of its `sh` blocks, the last of which has the output that is
 * shown after the block; and in plain blocks each line after `$ `, with what follows it.
 */
export function commandsOf(blocks: readonly Block[]): readonly ShownCommand[] {
  return blocks.flatMap((block) => {
    const { place, notRun } = block;
    if (block.language === 'sh') {
      const lines = block.text.trim().split('\n');
      return lines.map((command, index) => ({
        ...{ place, notRun, command },
        shown: index === lines.length - 1 ? block.shown : undefined,
      }));
    }
    if (block.language !== '' || !block.text.startsWith('$ ')) return [];
    return block.text
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        const shown = output.join('\n');
        return { place, notRun, command, shown: shown.trim() === '' ? undefined : shown };
      });
  });
}

/**
 * Where an output is not what a page shows, or undefined if it is. In what is shown, a line `…`
 * stands for any lines, and `…` in a line for any text.
 */
export function mismatch(shown: string, output: string): string | undefined {
  const pattern = shown
    .trimEnd()
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\n)*?' : `${inLine(line)}\n`))
    .join('');
  if (new RegExp(`^${pattern}$`).test(`${output.trimEnd()}\n`)) return undefined;
  const lines = output.split('\n');
  const missing = shown.split('\n').find((line) => {
    const one = new RegExp(`^${inLine(line)}$`);
    return line.trim() !== '…' && !lines.some((other) => one.test(other));
  });
  return missing === undefined
    ? 'every line that is shown is there, but with others between, before or after'
    : `no line of the output is ${JSON.stringify(missing)}`;
}

function inLine(line: string): string {
  return line.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*');
}
