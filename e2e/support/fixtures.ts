import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";

export { expect };

export interface Application {
  url: string;
  /** What the command line sends as a bearer token. */
  token: string;
  dataDir: string;
}

interface Fixtures {
  /** The application that runs for the whole suite. */
  application: Application;
  /** Says that this test causes console errors that match; every other one fails the test. */
  expectConsoleError(pattern: RegExp): void;
  /** A page of somebody else: a fresh browser profile without cookies or storage. */
  strangerPage: Page;
  complaints: Complaints;
}

class Complaints {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];

  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  listenTo(context: BrowserContext): void {
    context.on("weberror", (event) => this.#seen.push(String(event.error().stack)));
    context.on("console", (message) => {
      if (message.type() === "error") this.#seen.push(`${message.text()} (${message.location().url})`);
    });
  }

  unexpected(): string[] {
    return this.#seen.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}

/** Playwright's test with the suite's application as its base URL. An unexpected console or page error fails it. */
export const test = base.extend<Fixtures>({
  baseURL: async ({ application }, use) => use(application.url),

  page: async ({ page }, use) => {
    const goto = page.goto.bind(page);
    page.goto = async (url, options) => {
      const response = await goto(url, options);
      await page.waitForFunction(isTakenOver, undefined, { timeout: TAKE_OVER_MS }).catch(() => undefined);
      return response;
    };
    await use(page);
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  application: async ({}, use) => {
    const { E2E_URL: url = "", E2E_TOKEN: token = "", E2E_DATA_DIR: dataDir = "" } = process.env;
    await use({ url, token, dataDir });
  },

  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints();
      complaints.listenTo(context);
      await use(complaints);
      expect(complaints.unexpected(), "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],

  expectConsoleError: async ({ complaints }, use) => use((pattern) => complaints.expect(pattern)),

  strangerPage: async ({ browser, baseURL, complaints }, use) => {
    const context = await browser.newContext({ baseURL });
    complaints.listenTo(context);
    await use(await context.newPage());
    await context.close();
  },
});

const TAKE_OVER_MS = 5_000;

/** A test is quicker than a person: what it presses before React has taken the server's page over would be lost. */
function isTakenOver(): boolean {
  const main = document.querySelector("main");
  return main !== null && Object.keys(main).some((key) => key.startsWith("__reactFiber"));
}
