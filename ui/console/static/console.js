// The door console's page: live updates, shortcuts, and one press at a time.
(() => {
  "use strict";

  const holdFor = 700; // ms that buttons rest after a press, so that a double click is one press
  const body = document.body;

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

  const open = liveStream({
    url: "/events?door=" + encodeURIComponent(body.dataset.door),
    door: body.dataset.door,
    lost: "Mất kết nối với robot. Đang tự kết nối lại; các nút tạm khóa, số trên trang có thể đã cũ.",
    linked: show,
    on: {
      live(html) {
        htmx.swap("#say", html, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
        show();
      },
    },
  });

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
})();
