// Chromium over its debugging protocol, through a pipe: nothing but Node is needed for that.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
  "--remote-debugging-pipe",
];

/** A page of a browser with a fresh profile. `send` gives it a command; `close` ends the browser. */
export async function openChromium(command = process.env.CHROMIUM ?? "chromium") {
  const profile = await mkdtemp(join(tmpdir(), "hushset-bench-"));
  const browser = spawn(command, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => browser.once("exit", resolve));
  const failed = new Promise((_, reject) => {
    browser.once("error", (error) => reject(new Error(`${command} does not start: ${error.message}`)));
    ended.then((code) => reject(new Error(`${command} ended with ${code}`)));
  });
  failed.catch(() => {});
  const call = caller(browser.stdio[3], browser.stdio[4]);
  const { targetId } = await Promise.race([call("Target.createTarget", { url: "about:blank" }), failed]);
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  return {
    send: (method, parameters) => Promise.race([call(method, parameters, sessionId), failed]),
    async close() {
      browser.kill();
      await ended;
      // Its helpers end a little later, and may still write.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Commands go into one pipe and answers come out of the other, each ended by a zero byte. */
function caller(input, output) {
  const waiting = new Map();
  let number = 0;
  let rest = "";
  output.setEncoding("utf8").on("data", (data) => {
    const messages = (rest + data).split("\0");
    rest = messages.pop() ?? "";
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      const { resolve, reject } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (error) reject?.(new Error(error.message));
      else resolve?.(result);
    }
  });
  return (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      input.write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
    });
}
