// The technician's page: the newest picture of the robot's screen, and how its
// parts stand.
(() => {
  "use strict";

  const silentFor = 25000; // ms without an event after which the link counts as lost
  const retryFrom = 1000, retryTo = 8000; // ms between attempts to reach the robot
  const body = document.body;
  const picture = document.getElementById("picture");
  const dark = document.getElementById("dark");

  let stream = null, watch = 0, retry = 0, wait = retryFrom;
  let wanted = "", loading = false;

  // One picture is on its way at a time; those that came in between are
  // overtaken by the newest.
  function load() {
    if (!picture || loading || !wanted) return;
    loading = true;
    const next = new Image();
    next.onload = () => {
      loading = false;
      picture.src = next.src;
      picture.hidden = false;
      dark.hidden = true;
      load();
    };
    next.onerror = () => {
      loading = false;
      picture.hidden = true;
      dark.hidden = false;
      dark.textContent = "Chưa có hình: màn hình robot chưa mở.";
    };
    next.src = "/screen.png?v=" + encodeURIComponent(wanted);
    wanted = "";
  }

  function link(up) {
    body.dataset.link = up ? "up" : "lost";
    const lost = document.getElementById("lost");
    lost.hidden = up;
    const text = up ? "" : "Mất kết nối với robot. Đang tự kết nối lại; hình và trạng thái có thể đã cũ.";
    if (lost.textContent !== text) lost.textContent = text;
  }

  function alive() {
    clearTimeout(watch);
    watch = setTimeout(lose, silentFor);
    wait = retryFrom;
    if (body.dataset.link !== "up") link(true);
  }

  function lose() {
    if (stream) stream.close();
    stream = null;
    clearTimeout(watch);
    link(false);
    clearTimeout(retry);
    retry = setTimeout(again, wait);
    wait = Math.min(retryTo, wait * 2);
  }

  // A stream that ends tells no reason: ask whether the session still holds.
  async function again() {
    try {
      const r = await fetch("/session?door=0", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (r.status === 401) {
        location.assign("/login?door=0");
        return;
      }
    } catch {
      lose();
      return;
    }
    open();
  }

  function open() {
    clearTimeout(retry);
    if (stream) stream.close();
    stream = new EventSource("/screen/live");
    stream.addEventListener("beat", alive);
    stream.addEventListener("picture", (e) => {
      wanted = e.data;
      load();
      alive();
    });
    stream.addEventListener("live", (e) => {
      document.getElementById("parts").innerHTML = e.data; // drawn and escaped by the robot
      alive();
    });
    stream.onerror = lose;
    clearTimeout(watch);
    watch = setTimeout(lose, silentFor);
  }

  // Nobody is watched by a page that nobody looks at.
  function hide() {
    clearTimeout(watch);
    clearTimeout(retry);
    if (stream) stream.close();
    stream = null;
  }

  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : again()));
  window.addEventListener("online", again);

  open();
})();
