// Keeps the ticket fresh: by the server's events, and by asking when those do
// not come. A phone that slept, or lost its network, says so and tries again.
(() => {
  const ticket = document.getElementById("ticket");
  const off = document.getElementById("off");
  const silence = 40000; // the server says something every 15 s
  const retry = 10000;
  let source, tried = 0, heard = Date.now(), over = false;

  const tone = () => ticket.querySelector("article")?.dataset.tone;
  const hear = () => { heard = Date.now(); off.hidden = true; };
  const show = (html) => {
    const was = tone();
    if (html !== undefined) ticket.innerHTML = html;
    document.title = ticket.querySelector("article")?.dataset.title ?? document.title;
    if (tone() === "called" && was !== "called") navigator.vibrate?.([300, 150, 300, 150, 600]);
  };

  const ask = async () => {
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      if (answer.status >= 500 || answer.status === 429) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(page.getElementById("ticket").innerHTML);
      hear();
    } catch { off.hidden = false; }
  };
  const connect = () => {
    if (over) return;
    tried = Date.now();
    source?.close();
    source = new EventSource(location.pathname + "/live");
    source.addEventListener("ticket", (e) => { hear(); show(e.data); });
    source.addEventListener("beat", hear);
    source.addEventListener("last", (e) => { over = true; source.close(); hear(); show(e.data); });
    source.addEventListener("error", () => setTimeout(() => {
      if (!over && source.readyState !== EventSource.OPEN) ask();
    }, 2000));
  };
  const check = () => {
    if (over || document.hidden) return;
    const quiet = Date.now() - heard > silence;
    const closed = source.readyState !== EventSource.OPEN;
    if (quiet) off.hidden = false;
    if ((quiet || closed) && Date.now() - tried > retry) connect();
  };
  const wake = () => { if (!document.hidden && !over) connect(); };

  connect();
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("offline", () => { off.hidden = over; });
  addEventListener("pageshow", (e) => { if (e.persisted) wake(); });
})();
