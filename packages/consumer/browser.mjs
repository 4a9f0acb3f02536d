// What the tests share: a browser without a driver, servers of a few lines, and patience.

import { createServer } from "node:http";
import { join } from "node:path";

const { openChromium } = await import(join(process.env.HUSHSET_ROOT, "benches/chromium.mjs"));

/** Longest waiting, in milliseconds: longer is broken and not slow. */
const PATIENCE = 60_000;

/** A page of a browser. `run` gives what a function comes to there; `until` waits for one to come to something. */
export async function openPage() {
  const { send, close } = await openChromium();
  async function run(action, ...values) {
    const expression = `(${action})(${values.map((value) => JSON.stringify(value)).join()})`;
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
  async function until(action, ...values) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const value = await run(action, ...values);
      if (value) return value;
      if (Date.now() > end) throw new Error(`never: ${action} ${values}\n${await run(() => document.body.innerText)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  async function visit(url) {
    await send("Page.enable");
    await send("Page.navigate", { url });
    await until((wanted) => location.href === wanted && document.readyState === "complete", url);
  }
  return { run, until, visit, send, close };
}

/**
 * A server for what `answer` says about a path: `{ type, body, headers }`, or nothing.
 *
 * @returns its address, the paths that were asked for, and how to end it
 */
export async function serve(answer) {
  const asked = [];
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, "http://localhost").pathname;
    asked.push(url);
    const file = await answer(path);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": file.type, "access-control-allow-origin": "*", ...file.headers }).end(file.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}/`;
  return { address, asked, close: () => server.closeAllConnections() ?? server.close() };
}
