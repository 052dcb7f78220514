// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainCheck, explainMinimal, explainScenario } from '../../../oracle/check/explained';
import { ScenarioSet } from '../../../oracle/explain/scenario-set';
import { renderPage } from '../../../report/html/render/page';
import { checkPart } from '../../../report/html/view/check-view';
import type { PartView } from '../../../report/html/view/page-view';
import { explanationPart, scenariosPart } from '../../../report/html/view/scenarios-view';
import { Browser, NO_BROWSER, type OpenOptions } from '../../support/browser';
import { protnonePages } from '../../support/wide-scenario';
import { READ_ONLY, smallCheck, withPlantedFault } from './support';

if (NO_BROWSER !== undefined) console.log(`test/report/html/browser: ${NO_BROWSER}`);

/** The rules that a page breaks, each with the first of its elements. */
const violations = (rules: string): string => `axe.run(${rules}).then((result) =>
  result.violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`;

const OPEN_ALL = 'for (const one of document.querySelectorAll("details")) one.open = true';
const OPEN_SOME =
  'for (const one of [...document.querySelectorAll("details")].slice(0, 12)) one.open = true';

const SIDES = ['v5.7', 'legacy', 'modern'] as const;

describe.skipIf(NO_BROWSER !== undefined)('a page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-page-'));
  let browser: Browser;
  let plain: Browser;

  /** The pages that are looked at, by name. */
  const files = {
    check: join(folder, 'check.html'),
    known: join(folder, 'known.html'),
    fresh: join(folder, 'fresh.html'),
    wide: join(folder, 'wide.html'),
  };

  function write(file: string, ...parts: readonly PartView[]): void {
    writeFileSync(file, renderPage({ title: 'a page', parts }));
  }

  beforeAll(async () => {
    write(files.check, checkPart(explainCheck(await smallCheck())));
    const known = [...explainMinimal([{ id: 'invalid-says-nothing.hugetlb-none' }]).values()];
    write(files.known, ...known.map(explanationPart));
    const fresh = withPlantedFault(READ_ONLY);
    write(files.fresh, scenariosPart(ScenarioSet.of([fresh, ...known]), 'Scenarios'));
    write(files.wide, explanationPart(explainScenario(protnonePages(700), SIDES)));
    browser = await Browser.start();
    plain = await Browser.start(false);
  });

  afterAll(async () => {
    await browser?.close();
    await plain?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.keys(files))('asks for nothing and says nothing amiss: %s', async (name) => {
    const file = Object.entries(files).find(([key]) => key === name)?.[1] ?? '';
    const { page, requests, errors } = await browser.open(file);
    await page.evaluate(
      'document.querySelectorAll("details").forEach((one) => { one.open = true })',
    );
    await page.waitForTimeout(100);
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
    await page.close();
  });

  const SCHEMES: readonly OpenOptions[] = [
    { width: 1440 },
    { scheme: 'dark' },
    { forcedColors: 'active' },
    { width: 320 },
  ];

  it.each(SCHEMES)('breaks no rule of accessibility: %o', async (options) => {
    for (const file of Object.values(files)) {
      const { page } = await browser.open(file, options);
      await page.evaluate(OPEN_SOME);
      await page.waitForTimeout(100);
      await page.evaluate(axe);
      // Schemes differ in colours only.
      const rules = options.width === undefined ? "{ runOnly: ['color-contrast'] }" : '';
      expect(await page.evaluate(violations(rules))).toEqual([]);
      await page.close();
    }
  });

  it.each([320, 768, 1440, 3840])('scrolls to no side at a width of %i', async (width) => {
    for (const file of Object.values(files)) {
      const { page } = await browser.open(file, { width });
      await page.evaluate(OPEN_ALL);
      const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(beyond).toBe(0);
      await page.close();
    }
  });

  it('shows the words of a page with their bits named, by keyboard', async () => {
    const { page } = await browser.open(files.known);
    const readout = page.locator('.readout');
    await page.locator('.picture td[tabindex="0"]').focus();
    expect(await page.locator('td:focus').getAttribute('aria-label')).toBe(
      'v5.7, page 0: R read 0x3',
    );
    expect(await readout.locator('tr.at').innerText()).toContain('0x3001\tVALID | pfn 0x3');
    for (const _ of Array(5)) await page.keyboard.press('ArrowDown');
    expect(await page.locator('td:focus').getAttribute('aria-label')).toBe(
      'modern, page 0: ~ stray 0x3',
    );
    const line = await readout.locator('tr.at').innerText();
    expect(line).toContain('0x3\tpfn 0x3 | no flag\tstray 0x3\thugetlb none');
    expect(await page.locator('.picture td[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('td:focus').getAttribute('data-c')).toBe('0');
    await page.close();
  });

  it('walks from strip to strip, to the end of a wide picture', async () => {
    const { page } = await browser.open(files.wide);
    expect(await page.locator('.strip').count()).toBe(8);
    const column = (): Promise<string | null> => page.locator('td:focus').getAttribute('data-c');
    await page.locator('.picture td[tabindex="0"]').focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowLeft');
    expect(await column()).toBe('31');
    await page.keyboard.press('End');
    expect(await column()).toBe('699');
    expect(await page.locator('.strip').count()).toBe(22);
    expect(await page.locator('.readout p b').innerText()).toBe('page 699');
    await page.keyboard.press('Control+Home');
    expect(await column()).toBe('0');
    await page.close();
  });

  it('shows what is new at once, and what a pointer is at', async () => {
    const { page } = await browser.open(files.fresh);
    expect(await page.locator('.cause.news h3').innerText()).toMatch(/^NEW sample/);
    await page.locator('.cause.news summary').first().click();
    const picture = page.locator('.cause.news .picture');
    await picture.locator('td.stands-new').first().waitFor();
    await picture.locator('.row-side td.cell').nth(5).hover();
    expect(await picture.locator('.readout p b').innerText()).toBe('page 1');
    await page.close();
  });

  it('can be read without a script', async () => {
    const { page } = await plain.open(files.check);
    const cause = page.locator('#cause-hugetlb-none-valid');
    await cause.locator('summary').first().click();
    expect(await cause.locator('.picture .strip').isVisible()).toBe(true);
    expect(await cause.innerText()).toContain('an empty hugetlb slot is physical memory');
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect(await page.locator('button:visible').count()).toBe(0);
    await page.close();
  });

  it('opens the cause that a link names, and finds causes by a word', async () => {
    const { page } = await browser.open(files.check, { hash: '#cause-hugetlb-none-valid' });
    const cause = page.locator('#cause-hugetlb-none-valid');
    expect(await cause.locator('.picture').first().isVisible()).toBe(true);
    await page.locator('.filter input').fill('NUMA-hinting');
    const ids = await page.locator('.findable:visible h3').allInnerTexts();
    expect(ids).toContain('pte-protnone-valid');
    expect(await cause.isVisible()).toBe(false);
    expect(await page.locator('.filter output').innerText()).toMatch(/^\d+ of \d+$/);
    await page.close();
  });

  it('copies the command; without a clipboard it selects it', async () => {
    const { page } = await browser.open(files.check);
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
    const button = page.locator('.part > .copied button');
    await button.click();
    expect(await button.innerText()).toBe('Selected: copy it with Ctrl+C');
    expect(await page.evaluate('String(getSelection())')).toMatch(/^npm run hmm-pfn -- check /);
    await page.close();
  });
});
