// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { html, jsonData, ownAsset } from '../../../report/html/html';
import { renderPage } from '../../../report/html/render/page';
import { explanationPart } from '../../../report/html/view/scenarios-view';
import { explained } from '../../explain/samples';
import { READ_ONLY } from './support';

const HOSTILE = `</script></noscript><img src=x onerror="alert('1')">&`;

describe('markup', () => {
  it('escapes what is put into it, in text and in attributes', () => {
    expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.text).toBe(
      '<p title="&lt;/script&gt;&lt;/noscript&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)' +
        '&quot;&gt;&amp;">&lt;/script&gt;&lt;/noscript&gt;&lt;img src=x onerror=&quot;' +
        'alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
    );
  });

  it('shows control characters, which HTML has no place for, and invisible ones as escapes', () => {
    expect(html`<p>${'a\u0000b\u001bc\u007f\td\u202e\n'}</p>`.text).toBe(
      '<p>a\\u0000b\\u001bc\\u007f\td\\u202e\n</p>',
    );
  });

  it('keeps markup, joins arrays and leaves out what is undefined', () => {
    const items = [1, 2].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${undefined}</ul>`.text).toBe('<ul><li>1</li><li>2</li></ul>');
  });

  it('puts data where nothing in them can end it', () => {
    const { text } = jsonData({ id: HOSTILE });
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({ id: HOSTILE });
  });

  it('refuses an asset that would end its element', () => {
    expect(() => ownAsset('a = "</SCRIPT>"')).toThrow(/expected an asset without/);
  });
});

describe('a page', () => {
  const text = renderPage({
    title: HOSTILE,
    parts: [explanationPart(explained({ ...READ_ONLY, id: HOSTILE }))],
  });

  it('holds a hostile id as text only', () => {
    expect(text).not.toContain('<img');
    expect(text.match(/<\/noscript>/g)?.length ?? 0).toBe(text.match(/<noscript>/g)?.length ?? 0);
  });

  it('names no other place than its own', () => {
    const places = [...text.matchAll(/\s(?:href|src|srcset|action|poster|data)="([^"]*)"/g)];
    expect(places.map(([, place]) => place?.[0])).toContain('#');
    expect(places.every(([, place]) => place?.startsWith('#'))).toBe(true);
    expect(text).not.toMatch(/@import|url\(|https?:\/\//);
  });

  it.each(['style', 'script'])('lets in its own %s by its hash, and nothing else', (name) => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const content = new RegExp(`<${name}>([^]*?)</${name}>`).exec(text)?.[1] ?? '';
    const digest = createHash('sha256').update(content).digest('base64');
    expect(policy.replaceAll('&#39;', "'").split('; ')).toContain(`${name}-src 'sha256-${digest}'`);
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(text).not.toMatch(/\sstyle="|\son[a-z]+="/);
  });

  it('has its headings in order', () => {
    const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
  });
});
