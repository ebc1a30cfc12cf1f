// The identity provider of lib/provider.mjs, run beside the tests, and signing in by it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ADDRESS } from "./harness.mjs";

/** Where it listens; the server under test knows it by this address. Without, nobody signs in by it. */
export const PROVIDER = process.env.MOTCUA_E2E_PROVIDER;

/** Starts it and waits until our server has found it: it asks again only some seconds after it was told nothing. */
export async function startProvider() {
  const program = fileURLToPath(new URL("provider.mjs", import.meta.url));
  const running = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(running.stdout, "data");
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${ADDRESS}/me/sign-in/thu?next=%2Fme`, { redirect: "manual" });
    if (answer.status === 303) return running;
    assert.ok(Date.now() < deadline, `the provider is not found: ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Goes to it from a page that needs a sign-in, and says there who one is. */
export async function signInByProvider(page, who) {
  await page.goto("/me/data");
  assert.match(page.url(), /\/me\/sign-in\?next=%2Fme%2Fdata$/);
  await page.locator('main a[href^="/me/sign-in/thu"]').click();
  await page.waitForURL(`${PROVIDER}/interaction/**`);
  await page.getByText(who, { exact: true }).click();
}
