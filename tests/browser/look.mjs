// Opens a page from disk in a real browser, as a reader would, and prints what happens as JSON.
// node look.mjs PAGE BROWSER [SCREENSHOTS]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page_file, executablePath, screenshots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = { violations: {}, complaints: [], requests: [] };

for (const colorScheme of ["light", "dark"]) {
  // The test's own script has to pass the page's policy; the page is also read once with it in force.
  const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(page_file).href);
  await page.waitForSelector("[data-chart] svg");
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  found.violations[colorScheme] = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ").slice(0, 300)}`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = part.closest("li") === null; }));
  if (screenshots) await page.screenshot({ path: `${screenshots}/${colorScheme}.png`, fullPage: true });
  await context.close();
}

const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
const page = await context.newPage();
page.on("console", (message) => { if (["error", "warning"].includes(message.type())) found.complaints.push(message.text()); });
page.on("pageerror", (error) => found.complaints.push(String(error)));
page.on("dialog", (dialog) => { found.complaints.push("a dialog"); dialog.dismiss(); });
page.on("request", (request) => { if (!request.url().startsWith("file:")) found.requests.push(request.url()); });
await page.goto(pathToFileURL(page_file).href);
await page.waitForFunction(() => document.querySelectorAll("[data-chart].vega-embed svg").length === document.querySelectorAll("[data-chart]").length);
found.title = await page.title();
found.charts = await page.locator("[data-chart].vega-embed svg").count();
found.headline = await page.textContent("h1");
found.markup = await page.evaluate(() => document.querySelectorAll("img, iframe, object, embed, script:not([id]):not([type])").length);
const said = () => page.textContent("#answer");

if (await page.locator("#lever-0").count()) {
  // With the keyboard alone: the first stop skips to the report, later ones reach the sliders.
  await page.keyboard.press("Tab");
  found.first_stop = await page.evaluate(() => document.activeElement.textContent);
  for (let stop = 0; stop < 30; stop += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.id) === "lever-0") break;
  }
  await page.keyboard.press("End");
  found.pinned = await said();
  found.shown = await page.getAttribute("#lever-0", "aria-valuetext");
  await page.locator("button[type=reset]").press("Enter");
  await page.waitForFunction((text) => document.getElementById("answer").textContent !== text, found.pinned);
  found.reset = await said();
}
await page.emulateMedia({ media: "print" });
const folded = await page.locator("details:not([open])").count();
await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
found.folded_on_paper = folded > 0 ? await page.locator("details:not([open])").count() : null;
found.wide_on_paper = await page.evaluate(() => getComputedStyle(document.querySelector("nav")).display);
if (screenshots) await page.pdf({ path: `${screenshots}/print.pdf` });
console.log(JSON.stringify(found));
await browser.close();
