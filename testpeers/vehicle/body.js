// What the vehicle drives with: two wheels, a button, bumpers, a battery. It
// counts as the map does: east, north, counter-clockwise.
'use strict';

const HOLD = 4, DOCK = 8, GUIDED = 15;
const SILENCE = 0.5, ACCEL = 0.8, TURN = 1.5, DOCKING = 0.3, TOP = 0.8;
const wrap = a => Math.atan2(Math.sin(a), Math.cos(a));
const towards = (from, to, by) => from + Math.max(-by, Math.min(by, to - from));

class Body {
  // ended is called with what became of an order: 'done', 'failed', 'cancelled'.
  constructor({ start, dock, battery, speedUp }, floor, ended) {
    Object.assign(this, {
      ...start, dock, pct: battery, speedUp, floor, ended, speed: 0, turn: 0, mode: HOLD, cap: TOP, estop: false, good: true, resets: 0,
      order: null, hand: null, silence: Infinity, bumpers: 0, blocked: false, contacts: true, fault: '', off: [0, 0],
    });
  }

  stuck() { return this.estop || this.fault !== '' || !this.good; }

  docked() {
    return this.contacts && !this.order && Math.hypot(this.dock.x - this.x, this.dock.y - this.y) < 0.2;
  }

  charging() { return this.docked() && this.pct < 100; }

  end(how) {
    const order = this.order;
    this.order = null;
    if (order) this.ended(order, how);
  }

  hold() {
    this.mode = HOLD;
    this.hand = null;
    this.end('cancelled');
  }

  // go begins an order and reports whether there is a way.
  go(order) {
    const path = this.floor.path([this.x, this.y], [order.x, order.y]);
    if (!path) return false;
    this.hand = null;
    this.order = { ...order, path };
    this.mode = order.docking ? DOCK : GUIDED;
    return true;
  }

  goDock(order) { return this.go({ ...order, ...this.dock, docking: true }); }

  push(mps, rps) {
    this.mode = GUIDED;
    this.hand = { mps, rps, left: 0.25 };
  }

  press() {
    this.estop = true;
    this.mode = HOLD;
    this.hand = null;
    this.end('failed');
  }

  fail(text) {
    this.fault = text;
    if (text === '') return;
    this.mode = HOLD;
    this.hand = null;
    this.end('failed');
  }

  localised(good) {
    if (good && !this.good) this.resets++;
    this.good = good;
  }

  relocalise(x, y, sigma) {
    this.good = false;
    this.localised(Math.hypot(x - this.x, y - this.y) < 1 + 3 * sigma);
  }

  // jump has it correct where it believes to be.
  jump(x, y) {
    this.off = [x, y];
    this.resets++;
  }

  believed() { return [this.x + this.off[0], this.y + this.off[1]]; }

  // step lets wire time pass; the body's own runs faster.
  step(wire) {
    this.silence += wire;
    if (this.silence > SILENCE && (this.order || this.hand)) {
      this.hand = null;
      this.mode = HOLD;
      this.end('failed');
    }
    if (this.hand && (this.hand.left -= wire) < 0) this.hand = null;
    for (let left = wire * this.speedUp; left > 1e-9; left -= 0.025) this.move(Math.min(left, 0.025));
    const hour = wire * this.speedUp / 3600;
    this.pct = Math.max(0, Math.min(100, this.pct + hour * (this.charging() ? 50 : this.docked() ? 0 : -20)));
  }

  move(dt) {
    const hard = this.estop || this.silence > SILENCE;
    let mps = 0, rps = 0;
    if (!hard && !this.blocked) {
      if (this.order) [mps, rps] = this.steer();
      else if (this.hand) ({ mps, rps } = this.hand);
    }
    this.speed = towards(this.speed, mps, (hard ? 3 : ACCEL) * dt);
    this.turn = towards(this.turn, rps, (hard ? 30 : 4) * dt);
    if (this.turn !== 0) this.heading = wrap(this.heading + this.turn * dt);
    this.x += this.speed * dt * Math.cos(this.heading);
    this.y += this.speed * dt * Math.sin(this.heading);
    this.off = this.off.map(o => o * Math.exp(-dt / 4));
  }

  steer() {
    const o = this.order;
    while (o.path.length > 1 && this.far(o.path[0]) < 0.12) o.path.shift();
    const far = this.far(o.path[0]), last = o.path.length === 1;
    if (last && far < 0.05) {
      const off = wrap(o.heading - this.heading);
      if (o.heading === undefined || Math.abs(off) < 0.04) {
        if (this.speed < 0.03) this.arrive();
        return [0, 0];
      }
      return [0, this.turnFor(off)];
    }
    const off = wrap(Math.atan2(o.path[0][1] - this.y, o.path[0][0] - this.x) - this.heading);
    if (Math.abs(off) > 0.4) return [0, this.turnFor(off)];
    const brake = Math.sqrt(2 * ACCEL * 0.7 * Math.max(0, far - 0.02));
    return [Math.min(o.docking ? DOCKING : this.cap, TOP, Math.max(0.05, brake)) * Math.cos(off), this.turnFor(off)];
  }

  far([x, y]) { return Math.hypot(x - this.x, y - this.y); }

  turnFor(off) { return Math.sign(off) * Math.min(TURN, Math.sqrt(4 * Math.abs(off))); }

  arrive() {
    this.speed = this.turn = 0;
    if (!this.order.docking || this.contacts) return this.end('done');
    this.mode = HOLD;
    this.end('failed');
  }
}

module.exports = { Body, HOLD, DOCK, GUIDED, wrap };
