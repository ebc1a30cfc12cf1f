// The flow of a procedure as BPMN 2.0: clean by the rules of bpmnlint, and whole in an editor with its diagram.
// The files are those the tests of crates/procedure compare with what the program writes.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { closeBrowser, theBrowser } from "../lib/harness.mjs";

const require = createRequire(import.meta.url);
const FOLDER = new URL("../../crates/procedure/tests/it/golden/", import.meta.url);
const SAVED = "synthetic-saved-by-bpmn-js.bpmn";
const read = (name) => readFile(new URL(name, FOLDER), "utf8");

describe("BPMN", () => {
  before(theBrowser);
  after(closeBrowser);

  it("there are files to look at", async () => {
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".bpmn"));
    assert.deepEqual(names.sort(), ["branched.bpmn", "fifteen.bpmn", "straight.bpmn", SAVED, "synthetic.bpmn"].sort());
  });

  for (const name of ["straight.bpmn", "synthetic.bpmn", "fifteen.bpmn", "branched.bpmn"]) {
    it(`${name} passes bpmnlint:recommended`, async () => {
      const { default: BpmnModdle } = await import("bpmn-moddle");
      const { default: Linter } = await import("bpmnlint/lib/linter.js");
      const { default: NodeResolver } = await import("bpmnlint/lib/resolver/node-resolver.js");
      const { rootElement, warnings } = await new BpmnModdle().fromXML(await read(name));
      assert.deepEqual(warnings, []);
      // A linter remembers what it saw: one for each file.
      const linter = new Linter({
        config: { extends: "bpmnlint:recommended" },
        resolver: new NodeResolver({ require }),
      });
      assert.deepEqual(await linter.lint(rootElement), {});
    });

    it(`${name} opens in bpmn-js, every element drawn`, async () => {
      const text = await read(name);
      const { warnings, drawn, saved } = await edited(text);
      assert.deepEqual(warnings, []);
      for (const [, id] of text.matchAll(/bpmnElement="([^"]+)"/g)) {
        if (id !== "collaboration") assert.ok(drawn.includes(id), `${id} is drawn`);
      }
      for (const [, id] of text.matchAll(/<bpmn:(?:userTask|\w+Gateway|\w+Event|sequenceFlow|lane) id="([^"]+)"/g)) {
        assert.ok(drawn.includes(id), `${id} has a place in the diagram`);
      }
      // What crates/procedure reads back as the same steps is what the editor really saves.
      if (name === "synthetic.bpmn") assert.equal(saved, await read(SAVED));
    });
  }
});

/** Opens a file in the editor as a person would, and saves it again. */
async function edited(text) {
  const page = await (await theBrowser()).newPage();
  try {
    await page.setContent('<div id="canvas" style="width: 1300px; height: 700px"></div>');
    await page.addScriptTag({ path: require.resolve("bpmn-js/dist/bpmn-modeler.production.min.js") });
    return await page.evaluate(async (xml) => {
      const editor = new globalThis.BpmnJS({ container: "#canvas" });
      const { warnings } = await editor.importXML(xml);
      const drawn = editor.get("elementRegistry").getAll().map((element) => element.id);
      const { xml: saved } = await editor.saveXML({ format: true });
      return { warnings: warnings.map(String), drawn, saved };
    }, text);
  } finally {
    await page.close();
  }
}
