// Another publisher's box beside ours. It hears what is said to everybody, looks at its neighbours, and tells the article.
"use strict";
const tell = (what) => parent.postMessage({ advert: what }, "*");
addEventListener("message", ({ data, origin }) => tell({ heard: data, origin }));

let last;
setInterval(() => {
  const neighbours = Array.from({ length: parent.length }, (_, at) => {
    try {
      return [parent[at].closed, parent[at].length, parent[at] === self || parent[at].location.href];
    } catch (error) {
      return [parent[at].closed, parent[at].length, error.name];
    }
  });
  const seen = JSON.stringify(neighbours);
  if (seen !== last) tell({ neighbours: seen });
  last = seen;
}, 50);
