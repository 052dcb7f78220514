// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainScenario } from '../oracle/check/explained';
import type { Explanation } from '../oracle/explain/explanation';
import { ScenarioSet } from '../oracle/explain/scenario-set';
import { renderPage } from '../report/html/render/page';
import type { PartView } from '../report/html/view/page-view';
import { explanationPart, scenariosPart } from '../report/html/view/scenarios-view';
import { Browser, NO_BROWSER } from '../test/support/browser';
import { protnonePages } from '../test/support/wide-scenario';

const SIDES = ['v5.7', 'legacy', 'modern'] as const;
const ROUNDS = 3;

/** How long a large page takes to be made, and how long a browser takes until it is there. */
export async function benchHtml(): Promise<readonly string[]> {
  if (NO_BROWSER !== undefined) return [`html report       ${NO_BROWSER}`];
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-bench-'));
  const browser = await Browser.start();
  try {
    const lines: string[] = [];
    for (const [name, make] of Object.entries(PAGES)) {
      const part = make();
      const start = process.hrtime.bigint();
      const text = renderPage({ title: name, parts: [part] });
      const made = Number(process.hrtime.bigint() - start) / 1e6;
      const file = join(folder, 'page.html');
      writeFileSync(file, text);
      const shown = await fastestLoad(browser, file);
      const size = (text.length / 2 ** 20).toFixed(1);
      lines.push(
        `html report       ${name}: ${size} MiB made in ${Math.round(made)} ms, ` +
          `in the browser after ${Math.round(shown)} ms`,
      );
    }
    return lines;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const PAGES: Readonly<Record<string, () => PartView>> = {
  'one picture of 10,000 differing pages, three sides': () => explanationPart(wide(10_000, 'wide')),
  '10 pictures of 1,000 differing pages': () => many(10, 1000),
  '1,000 findings of 8 pages': () => many(1000, 8),
};

function wide(pages: number, id: string): Explanation {
  return explainScenario(protnonePages(pages, id), SIDES);
}

function many(scenarios: number, pages: number): PartView {
  const all = Array.from({ length: scenarios }, (_, index) => wide(pages, `finding-${index}`));
  return scenariosPart(ScenarioSet.of(all), 'Findings');
}

const SECOND_FRAME = `new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))`;

/** Milliseconds from the navigation to the second frame, in which the page is painted. */
async function fastestLoad(browser: Browser, file: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const { page } = await browser.open(file);
    const shown: unknown = await page.evaluate(SECOND_FRAME);
    best = Math.min(best, Number(shown));
    await page.close();
  }
  return best;
}
