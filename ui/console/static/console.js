// The door console's page: live updates, shortcuts, and one press at a time.
(() => {
  "use strict";

  const silentFor = 25000; // ms without an event after which the link counts as lost
  const holdFor = 700; // ms that buttons rest after a press, so that a double click is one press
  const retryFrom = 1000, retryTo = 8000; // ms between attempts to reach the robot
  const body = document.body;
  const query = "?door=" + encodeURIComponent(body.dataset.door);

  let stream = null, watch = 0, retry = 0, wait = retryFrom;
  let asking = false, heldUntil = 0;

  // Buttons use aria-disabled: a button that is really disabled takes the
  // focus and the keyboard with it.
  function show() {
    const now = document.getElementById("now");
    const can = now.dataset.can.split(" ");
    const busy = asking || Date.now() < heldUntil || body.dataset.link !== "up";
    for (const b of document.querySelectorAll("[data-act]")) {
      const on = can.includes(b.dataset.act);
      b.setAttribute("aria-disabled", String(busy || !on));
      if (b.dataset.act === "resume") b.hidden = !on;
    }
    document.getElementById("robot-card").hidden = "off" in document.getElementById("robot").dataset;
    document.title = now.dataset.title;
    const alert = document.getElementById("alert"), said = document.getElementById("alarms").dataset.alert;
    if (alert.textContent !== said) alert.textContent = said; // told once, not with every update
  }

  function link(up) {
    body.dataset.link = up ? "up" : "lost";
    const lost = document.getElementById("lost");
    lost.hidden = up;
    const text = up ? "" : "Mất kết nối với robot. Đang tự kết nối lại; các nút tạm khóa, số trên trang có thể đã cũ.";
    if (lost.textContent !== text) lost.textContent = text;
    show();
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
      const r = await fetch("/session" + query, { cache: "no-store", signal: AbortSignal.timeout(5000) });
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
    clearTimeout(retry);
    if (stream) stream.close();
    stream = new EventSource("/events" + query);
    stream.addEventListener("beat", alive);
    stream.addEventListener("live", (e) => {
      htmx.swap("#say", e.data, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
      alive();
      show();
    });
    stream.onerror = lose;
    clearTimeout(watch);
    watch = setTimeout(lose, silentFor);
  }

  // htmx:confirm comes before htmx would queue a second press.
  body.addEventListener("htmx:confirm", (e) => {
    const b = e.target.matches("[data-act]") ? e.target : e.target.querySelector("[data-act]");
    if (b && b.getAttribute("aria-disabled") === "true") e.preventDefault();
  });
  body.addEventListener("htmx:beforeRequest", () => {
    asking = true;
    heldUntil = Date.now() + holdFor;
    setTimeout(show, holdFor + 5);
    show();
  });
  body.addEventListener("htmx:afterRequest", () => {
    asking = false;
    show();
  });
  const failed = () => {
    const s = document.createElement("span");
    s.className = "answer bad";
    s.textContent = "Chưa gửi được đến robot. Vui lòng xem số đang hiện rồi nhấn lại.";
    document.getElementById("say").replaceChildren(s);
  };
  // What was asked back is taken away again without asking the robot.
  body.addEventListener("click", (e) => {
    const b = e.target.closest("[data-drop]");
    if (!b) return;
    document.querySelector(b.dataset.drop).replaceChildren();
    document.getElementById("vi").focus();
  });
  body.addEventListener("htmx:afterSettle", () => {
    const ask = document.getElementById("confirm-announce");
    if (ask && document.activeElement === document.body) ask.focus();
    show();
  });
  body.addEventListener("htmx:sendError", failed);
  body.addEventListener("htmx:timeout", failed);
  body.addEventListener("stale", open);

  document.addEventListener("keydown", (e) => {
    if (e.repeat || e.isComposing || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.target.closest("input, textarea, select, [contenteditable]")) return;
    // The code covers input methods that hide the letter.
    const key = /^Key[A-Z]$/.test(e.code) ? e.code[3].toLowerCase() : e.key.toLowerCase();
    const b = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (!b) return;
    e.preventDefault();
    b.click();
  });

  // A page that comes back from the browser's cache or from sleep is old.
  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  window.addEventListener("online", again);

  open();
})();
