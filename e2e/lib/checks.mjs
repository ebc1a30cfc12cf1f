// What every page must satisfy: accessibility, markup, reflow, paper, QR codes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import jsQR from "jsqr";
import { PNG } from "pngjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Violations of WCAG 2.2 AA and of good practice, one line each. Runs without breaking the page's policy. */
export async function axe(page) {
  // Evaluated through the debugger: the content security policy of the page stays as it is.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} (${v.help})`));
}

/** What is wider than the window although it may not be. */
export async function tooWide(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const found = [`scrollWidth ${document.documentElement.scrollWidth} > ${width}`];
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest(".hn-scroll") || element.getBoundingClientRect().right <= width + 0.5) continue;
      found.push(`${element.tagName.toLowerCase()}.${element.className} to ${Math.round(element.getBoundingClientRect().right)}`);
    }
    return found.slice(0, 6);
  });
}

/** What can be scrolled sideways: the page itself, or a part of it that hides what does not fit. */
export async function sideways(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    const found = root.scrollWidth > root.clientWidth ? [`page ${root.scrollWidth} > ${root.clientWidth}`] : [];
    for (const element of document.body.querySelectorAll("*")) {
      const { overflowX } = getComputedStyle(element);
      if (!["auto", "scroll"].includes(overflowX) || element.scrollWidth <= element.clientWidth || element.matches("textarea")) continue;
      found.push(`${element.tagName.toLowerCase()}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`);
    }
    return found;
  });
}

/** How often each role stands in the tree the browser gives to screen readers. */
export async function roles(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const count = {};
  for (const node of nodes.filter((one) => !one.ignored)) count[node.role.value] = (count[node.role.value] ?? 0) + 1;
  return count;
}

/** Errors of the W3C checker for `{ name: html }`, one line each. */
export function markup(pages) {
  const folder = mkdtempSync(path.join(tmpdir(), "motcua-markup-"));
  try {
    const names = new Map();
    for (const [index, [name, html]] of Object.entries(pages).entries()) {
      writeFileSync(path.join(folder, `${index}.html`), html);
      names.set(`${index}.html`, name);
    }
    const jar = path.join(path.dirname(require.resolve("vnu-jar/package.json")), "build", "dist", "vnu.jar");
    const java = process.env.MOTCUA_E2E_JAVA ?? "java";
    const done = spawnSync(java, ["-XX:TieredStopAtLevel=1", "-Xss4m", "-jar", jar, "--exit-zero-always", "--format", "json", "--skip-non-html", folder], {
      encoding: "utf8",
      maxBuffer: 64 << 20,
    });
    assert.equal(done.status, 0, done.stderr || String(done.error));
    const { messages } = JSON.parse(done.stderr);
    return messages
      .filter((m) => m.type === "error")
      .map((m) => `${names.get(path.basename(m.url)) ?? m.url}:${m.lastLine}: ${m.message} [${m.extract?.replace(/\s+/g, " ").slice(0, 90)}]`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pages of a PDF with their size in points. */
export function pdfPages(bytes) {
  const text = bytes.toString("latin1");
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
  return boxes.map((box) => ({ width: Math.round(Number(box[3])), height: Math.round(Number(box[4])) }));
}

/** The page as paper, in the size its own style asks for. */
export async function paper(page) {
  return pdfPages(await page.pdf({ preferCSSPageSize: true }));
}

/** The text of the QR code in an element. */
export async function qr(locator) {
  const { width, height, data } = PNG.sync.read(await locator.screenshot({ scale: "css" }));
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  assert.ok(found, "a QR code can be read");
  return found.data;
}

/** Counts keys and mouse presses of a page across its navigations. */
export async function countInput(context) {
  await context.addInitScript(() => {
    for (const kind of ["keydown", "mousedown"]) {
      addEventListener(kind, () => sessionStorage.setItem(kind, Number(sessionStorage.getItem(kind) ?? 0) + 1), true);
    }
  });
  return async (page) => page.evaluate(() => ({
    keys: Number(sessionStorage.getItem("keydown") ?? 0),
    mouse: Number(sessionStorage.getItem("mousedown") ?? 0),
  }));
}

/** Whether the focused element shows it: an outline, a shadow or another ground than without focus. */
export async function focusShown(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return true;
    const looks = (e) => {
      const style = getComputedStyle(e);
      return `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow} ${style.backgroundColor} ${style.borderColor}`;
    };
    const target = element.matches(".hn-check, input[type=radio], input[type=checkbox]") ? element.closest("td, div") ?? element : element;
    const focused = looks(element) + looks(target);
    const box = element.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
    element.blur();
    const plain = looks(element) + looks(target);
    element.focus({ preventScroll: true });
    return inView && focused !== plain;
  });
}
