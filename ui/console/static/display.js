// The page of the room's television: keeps itself fresh for months, turns the
// announcements over, and rings for a new call when it was asked to.
(() => {
  "use strict";

  const turnFor = 12000; // ms that an announcement stands
  const shiftFor = 240000; // ms between two small shifts, so that nothing burns in
  const ringFor = 8000; // ms that a new number is marked
  const board = document.getElementById("board");
  const known = new Set(), rung = new Map();
  let first = true, turn = 0, shifts = 0;

  // Only a part that is another one is replaced: what stands does not flicker.
  function patch(html) {
    const t = document.createElement("template");
    t.innerHTML = html; // drawn and escaped by the robot
    for (const part of [...t.content.children]) {
      const old = document.getElementById(part.id);
      if (!old || old.dataset.drawn === part.outerHTML) continue;
      part.dataset.drawn = part.outerHTML;
      old.replaceWith(part);
    }
  }

  function mark() {
    const now = Date.now();
    for (const c of board.querySelectorAll(".call[data-call]")) {
      c.classList.toggle("rings", now - (rung.get(c.dataset.call) || 0) < ringFor);
    }
  }

  function news() {
    const here = new Set([...board.querySelectorAll("[data-call]")].map((c) => c.dataset.call));
    let n = 0;
    for (const key of here) {
      if (known.has(key)) continue;
      known.add(key);
      if (first) continue;
      rung.set(key, Date.now());
      n++;
    }
    for (const key of known) {
      if (here.has(key)) continue;
      known.delete(key);
      rung.delete(key);
    }
    first = false;
    if (n) setTimeout(mark, ringFor);
    for (let i = 0; i < Math.min(n, 3); i++) chime(i * 1.6);
  }

  function show() {
    const all = board.querySelectorAll("#texts .text");
    all.forEach((p, i) => p.classList.toggle("shown", i === turn % all.length));
  }

  // Sound: two soft notes, only with ?sound=1. A browser that wants a touch
  // first gets a button.
  const button = document.getElementById("sound");
  const wanted = new URLSearchParams(location.search).get("sound") === "1";
  const Audio = window.AudioContext;
  const audio = wanted && Audio ? new Audio() : null;
  if (audio) {
    const heard = () => { button.hidden = audio.state === "running"; };
    const wake = () => audio.resume().then(heard, heard);
    audio.onstatechange = heard;
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
    heard();
  }
  function chime(after) {
    document.body.dataset.chimes = String(Number(document.body.dataset.chimes || 0) + 1);
    if (!audio || audio.state !== "running") return;
    for (const [at, hz] of [[0, 659.25], [0.45, 523.25]]) {
      const from = audio.currentTime + after + at;
      const tone = audio.createOscillator(), loud = audio.createGain();
      tone.frequency.value = hz;
      loud.gain.setValueAtTime(0, from);
      loud.gain.linearRampToValueAtTime(0.35, from + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.001, from + 1.1);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 1.2);
    }
  }

  setInterval(() => {
    turn++;
    document.body.dataset.tongue = turn % 3 === 2 ? "en" : "vi";
    show();
  }, turnFor);
  setInterval(() => {
    const [x, y] = [[0, 0], [3, 0], [3, 3], [0, 3]][++shifts % 4];
    board.style.transform = "translate(" + x + "px," + y + "px)";
  }, shiftFor);

  liveStream({
    url: "/display/events",
    probe: "/healthz",
    lost: "Mất kết nối, đang nối lại. Xin nghe gọi số bằng lời. · Connection lost, reconnecting.",
    on: {
      live(html) {
        patch(html);
        // The robot was updated: its pages are others now.
        if (document.getElementById("head").dataset.version !== document.body.dataset.version) {
          location.reload();
          return;
        }
        news();
        mark();
        show();
      },
    },
  });
})();
