// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why nothing can be looked at in a browser here; undefined if it can. */
export const NO_BROWSER = existsSync(EXECUTABLE)
  ? undefined
  : `SKIP: there is no browser at ${EXECUTABLE} (Debian's package chromium)`;

/** A browser with a profile of its own, which is gone when it closes. */
export class Browser {
  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  /** @param javaScriptEnabled whether pages may run their scripts. */
  static async start(javaScriptEnabled = true): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'hmm-pfn-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: EXECUTABLE,
      args: QUIET,
      javaScriptEnabled,
    });
    return new Browser(context, profile);
  }

  /** Opens a file; what the page asks for, and what its console says, is kept. */
  async open(file: string, options: OpenOptions = {}): Promise<OpenPage> {
    const page = await this.context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => errors.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setViewportSize({ width: options.width ?? 1440, height: 900 });
    await page.emulateMedia({
      colorScheme: options.scheme ?? 'light',
      forcedColors: options.forcedColors ?? 'none',
    });
    const url = `file://${file}`;
    await page.goto(`${url}${options.hash ?? ''}`);
    return { page, requests: requests.filter((one) => !one.startsWith(url)), errors };
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

export interface OpenOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly forcedColors?: 'none' | 'active';
  readonly hash?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** What the page asked for besides itself. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}
