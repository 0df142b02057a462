// The clock in the ward's time zone, and whether the page is live.
(() => {
  const clock = document.getElementById("clock");
  const link = document.getElementById("link");
  const zone = document.body.dataset.zone;
  const locale = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
  const time = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "long", day: "2-digit", month: "2-digit" });
  const tick = () => {
    const now = new Date();
    clock.textContent = "";
    const b = document.createElement("b");
    b.textContent = time.format(now);
    clock.append(b, day.format(now));
    setTimeout(tick, 1000 - (now.getTime() % 1000));
  };
  tick();
  const menu = document.querySelector(".me");
  document.addEventListener("click", (e) => {
    if (!menu.contains(e.target)) menu.open = false;
  });
  document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  if (!link) return;
  const say = (on) => {
    link.textContent = on ? link.dataset.live : link.dataset.again;
    link.classList.toggle("on", on);
    document.body.classList.toggle("cut", !on);
  };
  // Ratings that were not on the page before are shown as new.
  const rows = () => [...document.querySelectorAll("#ratings [data-n]")];
  let newest = Math.max(0, ...rows().map((row) => Number(row.dataset.n)));
  document.getElementById("ratings")?.addEventListener("htmx:sseMessage", () => {
    for (const row of rows()) row.classList.toggle("new", Number(row.dataset.n) > newest);
    newest = Math.max(newest, ...rows().map((row) => Number(row.dataset.n)));
  });
  document.body.addEventListener("htmx:sseOpen", () => say(true));
  document.body.addEventListener("htmx:sseError", () => {
    say(false);
    // A session that has ended answers 401, and the log-in page is wanted then.
    const from = document.querySelector("[sse-connect]").getAttribute("sse-connect");
    fetch(from, { method: "HEAD" }).then((r) => { if (r.status === 401) location.assign("/login"); }, () => {});
  });
})();
