// The technician's page: the newest picture of the robot's screen, and how its
// parts stand.
(() => {
  "use strict";

  const picture = document.getElementById("picture");
  const dark = document.getElementById("dark");

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

  liveStream({
    url: "/screen/live",
    door: "0",
    lost: "Mất kết nối với robot. Đang tự kết nối lại; hình và trạng thái có thể đã cũ.",
    rest: true, // nobody is watched by a page that nobody looks at
    on: {
      picture(version) {
        wanted = version;
        load();
      },
      live(html) {
        document.getElementById("parts").innerHTML = html; // drawn and escaped by the robot
      },
    },
  });
})();
