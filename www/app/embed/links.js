// @ts-check
/**
 * Links open beside the article. Some articles do not let a frame open anything, and a frame cannot know; so whoever follows a link also
 * sees its address, selected, to copy it.
 */
export function showAddresses() {
  addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a[target=_blank]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    const next = link.nextElementSibling;
    const address = next?.matches(".address") ? next : document.createElement("span");
    address.className = "address";
    address.setAttribute("dir", "ltr");
    address.textContent = link.href;
    link.after(address);
    getSelection()?.selectAllChildren(address);
  });
}
