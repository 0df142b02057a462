// Draws the charts that the page carries in data-chart, with uPlot.
(() => {
  const root = getComputedStyle(document.documentElement);
  const colour = (name) => root.getPropertyValue(`--${name}`).trim();
  const comma = document.documentElement.lang === "vi" ? "," : ".";
  const text = (v, unit) => (v == null ? "–" : String(v).replace(".", comma) + (unit ? ` ${unit}` : ""));
  const ratio = () => uPlot.pxRatio;

  // Times of which data is missing are hatched over the whole height.
  const hatch = (u, chart) => {
    const { ctx, bbox } = u;
    const half = Math.abs(u.valToPos(1, "x", true) - u.valToPos(0, "x", true)) / 2 || 8;
    ctx.save();
    ctx.strokeStyle = colour("warn");
    ctx.globalAlpha = 0.35;
    for (const i of chart.marks || []) {
      const x = u.valToPos(i, "x", true);
      const [from, to] = [Math.max(bbox.left, x - half), Math.min(bbox.left + bbox.width, x + half)];
      ctx.save();
      ctx.beginPath();
      ctx.rect(from, bbox.top, to - from, bbox.height);
      ctx.clip();
      ctx.lineWidth = 1.5 * ratio();
      for (let y = bbox.top - (to - from); y < bbox.top + bbox.height; y += 9 * ratio()) {
        ctx.beginPath();
        ctx.moveTo(from, y + (to - from));
        ctx.lineTo(to, y);
        ctx.stroke();
      }
      ctx.restore();
    }
    ctx.restore();
  };

  // The norm is a line across; an interval of a bar is a line through its end.
  const lines = (u, chart) => {
    const { ctx, bbox } = u;
    ctx.save();
    if (chart.norm) {
      const y = u.valToPos(chart.norm, "y", true);
      ctx.strokeStyle = ctx.fillStyle = colour("bad");
      ctx.setLineDash([6 * ratio(), 4 * ratio()]);
      ctx.lineWidth = 1.5 * ratio();
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.font = `${12 * ratio()}px system-ui, sans-serif`;
      const label = `${chart.normIs} ${chart.norm}`;
      const wide = ctx.measureText(label).width + 8 * ratio();
      ctx.textAlign = "left";
      ctx.fillStyle = colour("card");
      ctx.fillRect(bbox.left + 2 * ratio(), y - 9 * ratio(), wide, 18 * ratio());
      ctx.fillStyle = colour("bad");
      ctx.textBaseline = "middle";
      ctx.fillText(label, bbox.left + 6 * ratio(), y);
    }
    if (chart.kind === "bars" && chart.low) {
      ctx.setLineDash([]);
      ctx.strokeStyle = colour("ink");
      ctx.lineWidth = 2 * ratio();
      chart.low.forEach((low, i) => {
        if (low == null) return;
        const x = u.valToPos(i, "x", true);
        ctx.beginPath();
        ctx.moveTo(x, u.valToPos(low, "y", true));
        ctx.lineTo(x, u.valToPos(chart.high[i], "y", true));
        ctx.stroke();
      });
    }
    ctx.restore();
  };

  const options = (chart, wide) => {
    const bars = chart.kind === "bars";
    const soft = colour("soft");
    const grid = { stroke: colour("line"), width: 1 };
    const font = `${wide < 500 ? 11 : 13}px system-ui, sans-serif`;
    const longest = Math.max(...chart.labels.map((l) => Math.max(...l.split("\n").map((p) => p.length))));
    const room = Math.max(1, Math.floor(wide / (longest * 8 + 10)));
    const step = Math.max(1, Math.ceil(chart.labels.length / room));
    const series = chart.series.map((s) => ({
      label: s.name,
      stroke: colour(s.colour),
      fill: bars ? colour(s.colour) + "b0" : undefined,
      width: bars ? 0 : 2.5,
      spanGaps: false,
      points: { show: !bars && chart.labels.length <= 62, size: 6, fill: colour(s.colour) },
      paths: bars ? uPlot.paths.bars({ size: [0.6, 64] }) : undefined,
      value: (_, v) => text(v, chart.unit),
    }));
    const bands = [];
    if (!bars && chart.low) {
      const edge = { stroke: "transparent", width: 0, points: { show: false }, spanGaps: false };
      series.push({ ...edge, label: "↓ 95 %", value: (_, v) => text(v, chart.unit) }, { ...edge, label: "↑ 95 %", value: (_, v) => text(v, chart.unit) });
      bands.push({ series: [series.length, series.length - 1], fill: colour(chart.series[0].colour) + "2e" });
    }
    return {
      width: wide,
      height: Math.round(Math.min(320, Math.max(220, wide * 0.34))),
      cursor: { y: false, points: { show: !bars } },
      legend: { live: true },
      scales: {
        x: { time: false, range: (_, min, max) => [min - 0.6, max + 0.6] },
        y: { range: (_, min, max) => [0, chart.most || Math.max(1, Math.max(max || 0, chart.norm || 0) * 1.12)] },
      },
      axes: [
        { stroke: soft, font, grid: { show: false }, ticks: { show: false }, splits: () => chart.labels.map((_, i) => i).filter((i) => i % step === 0), values: (_, at) => at.map((i) => chart.labels[i]), size: chart.labels.some((l) => l.includes("\n")) ? 44 : 30 },
        { stroke: soft, font, grid, ticks: { show: false }, values: (_, at) => at.map((v) => text(v)), size: 44 },
      ],
      series: [{ value: (_, i) => (i == null ? "–" : chart.labels[i].replace("\n", " ")), label: "" }, ...series],
      bands,
      hooks: { drawClear: [(u) => hatch(u, chart)], draw: [(u) => lines(u, chart)] },
    };
  };

  for (const place of document.querySelectorAll("[data-chart]")) {
    const chart = JSON.parse(place.dataset.chart);
    const data = [chart.labels.map((_, i) => i), ...chart.series.map((s) => s.values)];
    if (chart.kind === "line" && chart.low) data.push(chart.low, chart.high);
    let plot;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options(chart, place.clientWidth), data, place);
    };
    let wide = place.clientWidth;
    draw();
    new ResizeObserver(() => {
      if (Math.abs(place.clientWidth - wide) < 4) return;
      wide = place.clientWidth;
      draw();
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }
})();
