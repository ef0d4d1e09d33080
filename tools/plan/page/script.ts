/** What a page does besides showing itself. Without scripts it has everything but the search. */
export const SCRIPT = `
"use strict";
(() => {
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const items = [...document.querySelectorAll("#tree li[data-search]")];
  const folds = (open) => {
    for (const item of items) if (!item.hidden) item.querySelector("details").open = open;
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const hits = items.filter((item) => words.every((word) => item.dataset.search.includes(word)));
    for (const item of items) item.hidden = true;
    for (const hit of hits) for (let item = hit; item; item = item.parentElement.closest("li")) item.hidden = false;
    found.textContent = words.length === 0 ? items.length + " resources" : hits.length + " of " + items.length + " resources";
  };
  const reveal = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = document.getElementById(id);
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
    target.querySelector("summary")?.focus({ preventScroll: true });
  };
  let opened = [];
  document.getElementById("tools").hidden = false;
  search.addEventListener("input", filter);
  document.getElementById("unfold").addEventListener("click", () => folds(true));
  document.getElementById("fold").addEventListener("click", () => folds(false));
  addEventListener("hashchange", reveal);
  // Paper cannot be unfolded.
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.printed:not([open])")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });
  filter();
  reveal();
})();
`;
