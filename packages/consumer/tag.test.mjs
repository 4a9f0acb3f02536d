// `<hush-check>` in a real browser, in an article with a strict policy, around a frame that says whatever it likes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openPage, serve } from "./browser.mjs";

const TAG = readFileSync(new URL("node_modules/@hushset/check/tag.js", import.meta.url));
const BUILD = "0123456789abcdef".repeat(4);

/** A frame that has more to say than it should. */
const FRAME = `<!doctype html><title>frame</title><script>
  const say = (message) => parent.postMessage(message, "*");
  say({ hushset: 1, event: "ready" });
  say({ hushset: 1, event: "resize", height: 700.4 });
  say({ hushset: 1, event: "resize", height: 900 });
  for (const odd of [null, "hushset", 1, { hushset: 2, event: "error" }, { hushset: 1, event: "found", height: 800 }]) say(odd);
  addEventListener("resize", () => {
    for (const height of ["800", NaN, Infinity, 99999, 640]) say({ hushset: 1, event: "resize", height });
  });
</script>`;

let site, article, page;

before(async () => {
  site = await serve((path) => {
    if (path.endsWith("/embed/hush-check.js")) return { type: "text/javascript", body: TAG };
    return path.endsWith("/embed/") ? { type: "text/html", body: FRAME } : undefined;
  });
  const policy = [
    "default-src 'none'",
    `script-src ${site.address} 'unsafe-eval'`,
    `frame-src ${site.address}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const script = `<script src="${site.address}embed/hush-check.js"></script>`;
  const head = `<!doctype html><html lang="DE-ch"><title>article</title>${script}`;
  const module = script.replace("<script", '<script type="module"');
  article = await serve(() => ({
    type: "text/html",
    // Three times: as a classic script, once more, and as a module.
    body: `${head}${script}${module}<body><main></main>`,
    headers: { "content-security-policy": policy },
  }));
  page = await openPage();
  await page.visit(article.address);
});

after(async () => {
  await page?.close();
  site?.close();
  article?.close();
});

/** Lays a box with these attributes into the article, alone, and notes what it says. */
function lay(attributes, width = "600px") {
  return page.run(
    (all, wide) => {
      const box = document.createElement("hush-check");
      const link = Object.assign(document.createElement("a"), { href: "https://example.org/", textContent: " Are  you\n in it? " });
      box.append(link);
      for (const [name, value] of Object.entries(all)) box.setAttribute(name, value);
      globalThis.said = [];
      for (const kind of ["ready", "resize", "error", "found"]) {
        box.addEventListener(kind, ({ detail }) => said.push(detail ? [kind, detail.height] : [kind]));
      }
      const main = document.querySelector("main");
      main.style.width = wide;
      main.replaceChildren(box);
    },
    attributes,
    width,
  );
}

const frame = () =>
  page.run(() => {
    const made = document.querySelector("hush-check").shadowRoot.querySelector("iframe");
    if (!made) return undefined;
    const attributes = Object.fromEntries(made.getAttributeNames().map((name) => [name, made.getAttribute(name)]));
    return { ...attributes, height: made.offsetHeight, width: made.offsetWidth };
  });

const source = async (attributes) => {
  await lay(attributes);
  return (await frame())?.src;
};

test("the frame is the one that could be pasted by hand", async () => {
  await lay({ site: `${site.address}faces` });
  const { style, height, width, ...made } = await frame();
  assert.deepEqual(made, {
    sandbox: "allow-scripts allow-forms allow-popups allow-downloads",
    loading: "lazy",
    referrerpolicy: "no-referrer",
    title: "Are you in it?",
    src: `${site.address}faces/embed/#lang=de`,
  });
  assert.equal(width, 600);
});

test("settings that look as they should get into the fragment, and no others", async () => {
  const good = { theme: "dark", accent: "#AA0055", datasets: "a,b_2", compact: "", heading: "3", build: BUILD, dir: "rtl", lang: "ar" };
  assert.equal(
    await source({ site: site.address, ...good }),
    `${site.address}embed/#lang=ar&dir=rtl&theme=dark&accent=%23AA0055&datasets=a,b_2&compact=1&heading=3&build=${BUILD}`,
  );
  const bad = { theme: "red", accent: "red;x", datasets: "a&theme=dark", compact: "no", heading: "7", build: "1", dir: "up", lang: "<b>" };
  assert.equal(await source({ site: site.address, ...bad }), `${site.address}embed/#`);
});

test("a style sheet may set colours, and an attribute is stronger", async () => {
  const style = "--hush-theme: dark; --hush-accent: #112233";
  const lay = (attributes) =>
    page.run(
      (site, all, properties) => {
        const box = document.createElement("hush-check");
        for (const [name, value] of Object.entries({ site, lang: "en", ...all })) box.setAttribute(name, value);
        for (const [name, value] of properties) box.style.setProperty(name, value);
        document.querySelector("main").replaceChildren(box);
        return new URL(box.shadowRoot.firstChild.src).hash;
      },
      site.address,
      attributes,
      style.split("; ").map((one) => one.split(": ")),
    );
  assert.equal(await lay({}), "#lang=en&theme=dark&accent=%23112233");
  assert.equal(await lay({ theme: "light" }), "#lang=en&theme=light&accent=%23112233");
});

test("without a site that can be one, what is in the element stays", async () => {
  for (const wrong of ["javascript:alert(1)", "data:text/html,x", "http://", ""]) {
    assert.equal(await source({ site: wrong }), undefined, wrong);
  }
  await lay({});
  await page.until(() => said.length);
  assert.deepEqual(await page.run(() => said), [["error"]]);
  assert.ok(await page.run(() => document.querySelector("hush-check a").getClientRects().length > 0), "the link is to be seen");
});

test("room is kept before anything has come, by the width", async () => {
  for (const [width, height] of [["600px", 560], ["479px", 640], ["480px", 560]]) {
    await lay({ site: "http://127.0.0.1:9/" }, width);
    assert.equal((await frame()).height, height, width);
  }
});

test("one height for each width, within bounds, and nothing else that the frame says", async () => {
  await lay({ site: site.address });
  await page.until(() => said.length >= 2);
  assert.equal((await frame()).height, 700);
  await page.run(() => (document.querySelector("main").style.width = "400px"));
  await page.until(() => said.length >= 3);
  assert.equal((await frame()).height, 1600);
  assert.deepEqual(await page.run(() => said), [["ready"], ["resize", 700], ["resize", 1600]]);
});

test("only the frame itself is listened to", async () => {
  await lay({ site: "http://127.0.0.1:9/" });
  await page.run(async () => {
    for (const event of ["ready", "resize", "error"]) postMessage({ hushset: 1, event, height: 700 });
    await new Promise((done) => setTimeout(done, 100));
  });
  assert.deepEqual(await page.run(() => said), []);
  assert.equal((await frame()).height, 560);
});

test("attributes that change together make one new frame, and others make none", async () => {
  await lay({ site: site.address, lang: "en" });
  const changes = await page.run(async () => {
    const box = document.querySelector("hush-check");
    const frames = new Set([box.shadowRoot.firstChild]);
    const note = () => new Promise((done) => setTimeout(() => done(frames.add(box.shadowRoot.firstChild)), 20));
    box.setAttribute("lang", "fr");
    box.setAttribute("theme", "dark");
    await note();
    box.setAttribute("theme", "dark");
    box.setAttribute("class", "wide");
    await note();
    return [frames.size, new URL(box.shadowRoot.firstChild.src).hash];
  });
  assert.deepEqual(changes, [2, "#lang=fr&theme=dark"]);
});

test("a box that is moved still listens, and one that is taken away does not", async () => {
  await lay({ site: site.address });
  await page.until(() => said.length >= 2);
  await page.run(() => {
    said.length = 0;
    const section = document.createElement("section");
    document.querySelector("main").append(section);
    section.append(document.querySelector("hush-check"));
  });
  await page.until(() => said.length >= 1);
  assert.deepEqual(await page.run(() => said[0]), ["ready"]);
  await page.run(() => {
    document.querySelector("section").remove();
    said.length = 0;
  });
  await page.run(() => new Promise((done) => setTimeout(done, 100)));
  assert.deepEqual(await page.run(() => said), []);
});
