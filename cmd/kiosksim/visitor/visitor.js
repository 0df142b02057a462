"use strict";
const picture = document.querySelector("img");
const finger = document.querySelector(".finger");
const link = (state) => { document.body.dataset.link = state; };
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

// A hidden page is no viewer.
const shown = () => document.hidden
  ? new Promise((done) => document.addEventListener("visibilitychange", () => done(), { once: true }))
  : Promise.resolve();

async function show(blob) {
  const before = picture.src;
  picture.src = URL.createObjectURL(blob);
  await picture.decode();
  picture.hidden = false;
  if (before.startsWith("blob:")) URL.revokeObjectURL(before);
  document.querySelector(".size").textContent = `${picture.naturalWidth} × ${picture.naturalHeight}`;
}

// The server answers once the picture differs from the one with this tag.
async function watch() {
  for (let tag = ""; ;) {
    await shown();
    try {
      const answer = await fetch("picture", { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status === 200) {
        await show(await answer.blob());
        tag = answer.headers.get("ETag");
      } else if (answer.status !== 304) {
        throw new Error(await answer.text());
      }
      link("live");
    } catch (problem) {
      console.warn(problem.message);
      link("lost");
      tag = "";
      await rest(1000);
    }
  }
}

// Touches go one after another, so that no release overtakes its press; of the
// moves that wait, the latest is enough.
const waiting = [];
let sending = false;
async function touch(action, at) {
  const last = waiting[waiting.length - 1];
  if (action === "move" && last && last.do === "move") waiting.pop();
  waiting.push({ do: action, ...at });
  if (sending) return;
  sending = true;
  while (waiting.length > 0) {
    try {
      const answer = await fetch("touch", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(waiting.shift()), keepalive: true });
      if (!answer.ok) console.warn(await answer.text());
    } catch {
      link("lost");
    }
  }
  sending = false;
}

// Where on the screen, whatever the size of its picture; a finger that left the
// picture stays at its edge.
function place(event) {
  const box = picture.getBoundingClientRect();
  const on = (part, whole, pixels) => Math.min(pixels - 1, Math.max(0, Math.floor(part / whole * pixels)));
  return { x: on(event.clientX - box.left, box.width, picture.naturalWidth), y: on(event.clientY - box.top, box.height, picture.naturalHeight) };
}

let down = null; // the pointer that is the finger
function mark(event) {
  finger.hidden = down === null;
  finger.style.left = `${event.clientX}px`;
  finger.style.top = `${event.clientY}px`;
}
picture.addEventListener("pointerdown", (event) => {
  if (down !== null || event.button !== 0) return;
  event.preventDefault();
  down = event.pointerId;
  picture.setPointerCapture(down);
  mark(event);
  touch("press", place(event));
});
picture.addEventListener("pointermove", (event) => {
  if (event.pointerId !== down) return;
  mark(event);
  touch("move", place(event));
});
// A touch that the browser takes back ends in the corner, where nothing is.
function lift(event, at) {
  if (event.pointerId !== down) return;
  down = null;
  mark(event);
  touch("release", at);
}
picture.addEventListener("pointerup", (event) => lift(event, place(event)));
picture.addEventListener("pointercancel", (event) => lift(event, { x: 0, y: 0 }));
addEventListener("pagehide", () => { if (down !== null) touch("release", { x: 0, y: 0 }); });
picture.addEventListener("contextmenu", (event) => event.preventDefault());
watch();
