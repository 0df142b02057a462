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
    const start = this.cell(...from), goal = this.cell(...to), cols = this.cols, shut = this.closed;
    if (start < 0 || goal < 0 || shut[goal]) return null;
    // What is not reached yet is -1. The edge of the plan is shut all around.
    const before = new Int32Array(shut.length).fill(-1), queue = new Int32Array(shut.length);
    const steps = [1, -1, cols, -cols, cols + 1, cols - 1, 1 - cols, -1 - cols], sides = [[], [], [], [], [cols, 1], [cols, -1], [1, -cols], [-1, -cols]];
    before[start] = start;
    queue[0] = start;
    for (let n = 0, end = 1; n < end && before[goal] < 0; n++) {
      const at = queue[n];
      for (let k = 0; k < 8; k++) {
        const next = at + steps[k];
        if (shut[next] !== 0 || before[next] >= 0) continue;
        if (k > 3 && (shut[at + sides[k][0]] || shut[at + sides[k][1]])) continue;
        before[next] = at;
        queue[end++] = next;
      }
    }
    if (before[goal] < 0) return null;
    const cells = [];
    for (let at = goal; at !== start; at = before[at]) cells.push(this.centre(at));
    return this.straight(from, [...cells.reverse().slice(0, -1), to]);
  }

  // straight leaves out the corners that a straight line makes needless.
  straight(from, points) {
    const out = [];
    for (let at = from, i = 0; i < points.length;) {
      let j = i;
      while (j + 1 < points.length && this.clear(at, points[j + 1])) j++;
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
