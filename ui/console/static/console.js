// The door console's page: live updates, shortcuts, and one press at a time.
(() => {
  "use strict";

  const holdFor = 700; // ms that a button rests after a press, so that a double click is one press
  const body = document.body;
  const sheet = document.getElementById("sheet");
  const held = new Map(); // action → until when its buttons rest
  let asking = false, undoUntil = 0;

  // Buttons use aria-disabled: a button that is really disabled takes the
  // focus and the keyboard with it. One with data-free makes sense always.
  function show() {
    const now = document.getElementById("now");
    const can = now.dataset.can.split(" ");
    const busy = asking || body.dataset.link !== "up";
    for (const b of document.querySelectorAll("[data-act]")) {
      const on = "free" in b.dataset || can.includes(b.dataset.act);
      const off = String(busy || !on || Date.now() < (held.get(b.dataset.act) || 0));
      if (b.getAttribute("aria-disabled") !== off) b.setAttribute("aria-disabled", off);
      if ("shy" in b.dataset) b.hidden = !on;
    }
    document.getElementById("robot-card").hidden = "off" in document.getElementById("robot").dataset;
    document.title = now.dataset.title;
    const alert = document.getElementById("alert"), said = document.getElementById("alarms").dataset.alert;
    if (alert.textContent !== said) alert.textContent = said; // told once, not with every update
    ring();
  }

  // A call for a person rings, once for each time that it is this door's to
  // answer. A browser lets a page sound once somebody has touched it.
  let rung = "", audio = null;
  const wake = () => {
    if (!audio && window.AudioContext) audio = new window.AudioContext();
    if (audio && audio.state === "suspended") audio.resume();
  };
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  function ring() {
    const call = document.querySelector("#help [data-ring]");
    const now = call ? call.dataset.ring : "";
    if (now === rung) return;
    rung = now;
    if (!now) return;
    body.dataset.rings = String(Number(body.dataset.rings || 0) + 1);
    if (!audio || audio.state !== "running") return;
    for (const [at, hz] of [[0, 880], [0.3, 659.25], [0.6, 880]]) {
      const from = audio.currentTime + at, tone = audio.createOscillator(), loud = audio.createGain();
      tone.frequency.value = hz;
      loud.gain.setValueAtTime(0, from);
      loud.gain.linearRampToValueAtTime(0.3, from + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.001, from + 0.6);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.7);
    }
  }

  // The robot says how long an act may still be undone: its clock counts.
  function countDown() {
    const left = Math.ceil((undoUntil - performance.now()) / 1000);
    const bar = document.getElementById("undo"), text = document.getElementById("undo-left");
    if (!text) return;
    if (left <= 0) bar.hidden = true;
    const said = "còn " + Math.max(0, left) + " giây";
    if (text.textContent !== said) text.textContent = said;
  }
  function undoLeft() {
    undoUntil = performance.now() + Number(document.getElementById("undo").dataset.left);
    countDown();
  }
  setInterval(countDown, 200);

  const open = liveStream({
    url: "/events?door=" + encodeURIComponent(body.dataset.door),
    door: body.dataset.door,
    lost: "Mất kết nối với robot, đang nối lại. Các nút tạm khóa; số trên trang có thể đã cũ.",
    linked: show,
    on: {
      live(html) {
        htmx.swap("#say", html, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
        undoLeft();
        show();
      },
    },
  });
  undoLeft();
  show();

  // htmx:confirm comes before htmx would queue a second press.
  body.addEventListener("htmx:confirm", (e) => {
    const b = e.target.matches("[data-act]") ? e.target : e.target.querySelector("[data-act]");
    if (b && b.getAttribute("aria-disabled") === "true") e.preventDefault();
  });

  // A press bears a name. When its answer is lost the same press keeps it, so
  // that the robot does it once.
  let unanswered = { press: "", name: "" };
  body.addEventListener("htmx:configRequest", (e) => {
    const d = e.detail;
    if (d.verb !== "post") return;
    const press = d.path + "?" + new URLSearchParams(d.formData);
    if (unanswered.press !== press) unanswered = { press, name: crypto.randomUUID() };
    d.parameters.request = unanswered.name;
  });
  body.addEventListener("htmx:beforeRequest", (e) => {
    asking = true;
    const b = e.target.matches("[data-act]") ? e.target : e.target.querySelector("[data-act]");
    if (b && e.detail.requestConfig.verb === "post") {
      held.set(b.dataset.act, Date.now() + holdFor);
      setTimeout(show, holdFor + 5);
    }
    // The button may be gone by then: its list has changed meanwhile.
    const xhr = e.detail.xhr;
    xhr.addEventListener("loadend", () => {
      asking = false;
      if (xhr.status > 0 && xhr.status < 500) unanswered = { press: "", name: "" };
      show();
    });
    show();
  });
  const failed = () => {
    const s = document.createElement("span");
    s.className = "answer bad";
    s.textContent = "Chưa gửi được đến robot. Vui lòng xem số đang hiện rồi nhấn lại.";
    document.getElementById(sheet.open ? "sheet-say" : "say").replaceChildren(s);
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

  // The arrows go through the tickets of the lists.
  function step(by) {
    const all = [...document.querySelectorAll("#line .ticket")];
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) next.focus();
  }

  document.addEventListener("keydown", (e) => {
    if (e.repeat && !e.key.startsWith("Arrow") || e.isComposing || e.ctrlKey || e.altKey || e.metaKey) return;
    const field = e.target.closest("input, textarea, select, [contenteditable]");
    if (field && e.key === "Escape" && field.id === "find") field.blur();
    if (field) return;
    if (!sheet.open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      step(e.key === "ArrowDown" ? 1 : -1);
      return;
    }
    // The code covers input methods that hide the letter.
    const key = CSS.escape(/^Key[A-Z]$/.test(e.code) ? e.code[3].toLowerCase() : e.key.toLowerCase());
    const within = sheet.open ? sheet : document;
    const b = within.querySelector(`[data-key="${key}"], [data-digit="${key}"], [data-focus="${key}"]`);
    if (!b) return;
    e.preventDefault();
    if (!b.dataset.focus) {
      b.click();
      return;
    }
    b.focus();
    b.select();
  });
})();
