// The floor of the vehicle, from the very picture that it serves as its map.
'use strict';

const zlib = require('zlib');

const CELL = 0.1, BODY = 0.38, REACH = 6;

class Floor {
  // picture is a binary PGM, gzipped; its first row is the northernmost.
  constructor(picture, resolution) {
    const pgm = zlib.gunzipSync(picture), head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 40).toString('latin1'));
    this.res = resolution;
    this.pxCols = +head[1];
    this.pxRows = +head[2];
    this.px = pgm.subarray(head[0].length);
    this.cols = Math.round(this.pxCols * resolution / CELL);
    this.rows = Math.round(this.pxRows * resolution / CELL);
    this.near = new Uint8Array(this.cols * this.rows);
    const reach = Math.ceil(BODY / CELL);
    for (let i = 0; i < this.near.length; i++) {
      const [x, y] = this.centre(i);
      if (!this.solid(x, y)) continue;
      for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) {
        const c = (i % this.cols) + dx, r = Math.floor(i / this.cols) + dy;
        if (Math.hypot(dx, dy) * CELL < BODY && c >= 0 && c < this.cols && r >= 0 && r < this.rows) this.near[r * this.cols + c] = 1;
      }
    }
    this.closed = this.near;
  }

  centre(i) { return [(i % this.cols + 0.5) * CELL, (Math.floor(i / this.cols) + 0.5) * CELL]; }

  solid(x, y) {
    const c = Math.floor(x / this.res), r = this.pxRows - 1 - Math.floor(y / this.res);
    return c < 0 || r < 0 || c >= this.pxCols || r >= this.pxRows || this.px[r * this.pxCols + c] < 100;
  }

  cell(x, y) {
    const c = Math.floor(x / CELL), r = Math.floor(y / CELL);
    return c < 0 || r < 0 || c >= this.cols || r >= this.rows ? -1 : r * this.cols + c;
  }

  // keepOut closes areas, each a list of [x, y], in place of those before.
  keepOut(areas) {
    this.closed = this.near.slice();
    for (const area of areas) {
      const xs = area.map(p => p[0]), ys = area.map(p => p[1]);
      const first = v => Math.max(0, Math.floor(v / CELL)), end = (v, most) => Math.min(most, Math.ceil(v / CELL));
      for (let r = first(Math.min(...ys)); r < end(Math.max(...ys), this.rows); r++) {
        for (let c = first(Math.min(...xs)); c < end(Math.max(...xs), this.cols); c++) {
          if (inside(area, (c + 0.5) * CELL, (r + 0.5) * CELL)) this.closed[r * this.cols + c] = 1;
        }
      }
    }
  }

  // path is the corners of a way, its end included, or null.
  path(from, to) {
    const start = this.cell(...from), goal = this.cell(...to);
    if (start < 0 || goal < 0 || this.closed[goal]) return null;
    const before = new Int32Array(this.closed.length).fill(-1), queue = [start];
    before[start] = start;
    for (let n = 0; n < queue.length && before[goal] < 0; n++) this.neighbours(queue[n], c => { before[c] = queue[n]; queue.push(c); }, before);
    if (before[goal] < 0) return null;
    const cells = [];
    for (let at = goal; at !== start; at = before[at]) cells.unshift(this.centre(at));
    return this.straight(from, [...cells.slice(0, -1), to]);
  }

  neighbours(i, visit, before) {
    const free = j => j >= 0 && j < this.closed.length && !this.closed[j];
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]]) {
      const c = i % this.cols + dx, j = i + dx + dy * this.cols;
      if (c < 0 || c >= this.cols || !free(j) || before[j] >= 0) continue;
      if (dx && dy && !(free(i + dx) && free(i + dy * this.cols))) continue;
      visit(j);
    }
  }

  // straight leaves out the corners that a straight line makes needless.
  straight(from, points) {
    const out = [];
    for (let at = from, i = 0; i < points.length;) {
      let j = points.length - 1;
      while (j > i && !this.clear(at, points[j])) j--;
      out.push(at = points[j]);
      i = j + 1;
    }
    return out;
  }

  clear(a, b) {
    const far = Math.hypot(b[0] - a[0], b[1] - a[1]), steps = Math.ceil(far / 0.05);
    for (let k = 1; k <= steps; k++) if (this.closed[this.cell(a[0] + (b[0] - a[0]) * k / steps, a[1] + (b[1] - a[1]) * k / steps)]) return false;
    return true;
  }

  // sectors are the metres to what stands around, counter-clockwise from ahead.
  sectors(x, y, heading) {
    return Array.from({ length: 72 }, (_, i) => {
      const dx = Math.cos(heading + i * Math.PI / 36), dy = Math.sin(heading + i * Math.PI / 36);
      for (let r = this.res; r < REACH; r += this.res) if (this.solid(x + r * dx, y + r * dy)) return r;
      return Infinity;
    });
  }
}

function inside(area, x, y) {
  let is = false;
  area.forEach(([ax, ay], i) => {
    const [bx, by] = area[(i + 1) % area.length];
    if ((ay > y) !== (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay)) is = !is;
  });
  return is;
}

module.exports = { Floor };
