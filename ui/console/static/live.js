"use strict";

// The stream of a page that shows the robot: it comes back by itself, and says
// while it is lost. Every event of it is a sign of life.
//
// liveStream({ url, door, probe, lost, on, linked, rest }): where the stream is,
// whose page it is, what is asked whether it may come back; what the page says
// without it; on[event](data); linked(up) after the link came or went; rest: a
// page that nobody looks at lets the stream go.
// It returns how to open the stream anew.
function liveStream({ url, door = "", probe = "", lost: lostText, on, linked = () => {}, rest = false }) {
  const silentFor = 25000; // ms without an event after which the link counts as lost
  const retryFrom = 1000, retryTo = 8000; // ms between attempts to reach the robot
  const body = document.body;
  const query = "?door=" + encodeURIComponent(door);

  let stream = null, watch = 0, retry = 0, wait = retryFrom;

  function link(up) {
    body.dataset.link = up ? "up" : "lost";
    const lost = document.getElementById("lost");
    lost.hidden = up;
    const text = up ? "" : lostText;
    if (lost.textContent !== text) lost.textContent = text;
    linked(up);
  }

  function alive() {
    clearTimeout(watch);
    watch = setTimeout(lose, silentFor);
    wait = retryFrom;
    if (body.dataset.link !== "up") link(true);
  }

  function drop() {
    clearTimeout(watch);
    clearTimeout(retry);
    if (stream) stream.close();
    stream = null;
  }

  function lose() {
    drop();
    link(false);
    retry = setTimeout(again, wait);
    wait = Math.min(retryTo, wait * 2);
  }

  // A stream that ends tells no reason: ask whether the session still holds.
  async function again() {
    try {
      const r = await fetch(probe || "/session" + query, { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (r.status === 401) {
        location.assign("/login" + query);
        return;
      }
    } catch {
      lose();
      return;
    }
    open();
  }

  function open() {
    drop();
    stream = new EventSource(url);
    stream.addEventListener("beat", alive);
    for (const [name, take] of Object.entries(on)) {
      stream.addEventListener(name, (e) => {
        take(e.data);
        alive();
      });
    }
    stream.onerror = lose;
    watch = setTimeout(lose, silentFor);
  }

  // A page that comes back from the browser's cache or from sleep is old.
  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) again();
    else if (rest) drop();
  });
  window.addEventListener("online", again);

  open();
  return open;
}
