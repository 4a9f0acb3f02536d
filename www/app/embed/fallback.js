// @ts-check
/**
 * Says that the box cannot work here: in the box, and to the page around it, which may show a link instead. Not a module, because it must
 * speak where these are not known, or where the host does not let a frame of no origin have them.
 */
{
  const fail = () => {
    document.getElementById("page")?.remove();
    document.getElementById("failed")?.removeAttribute("hidden");
    if (parent !== window) parent.postMessage({ hushset: 1, event: "error" }, "*");
  };
  if (!("noModule" in HTMLScriptElement.prototype)) fail();
  // Those of scripts do not bubble. The program sends one of the same name when it cannot begin.
  addEventListener("error", ({ target }) => (target instanceof HTMLScriptElement || target === document) && fail(), true);
}
