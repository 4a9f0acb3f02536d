// Nobody runs this: it shows that the tag's types say what it does.
import "@hushset/check/tag";

const box = document.createElement("hush-check");
box.setAttribute("site", "https://check.example.org/");
box.addEventListener("resize", ({ detail }) => detail.height.toFixed());
box.addEventListener("ready", ({ detail }) => detail satisfies null);
document.querySelector("hush-check")?.addEventListener("error", () => box.remove());
