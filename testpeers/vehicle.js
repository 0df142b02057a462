// A small vehicle that speaks MAVLink 2 through other people's code: npm
// node-mavlink frames, checks and signs, mavlink-mappings has the messages.
//   node vehicle.js [KEY] < BYTES > BYTES
// KEY is 64 hexadecimal digits: then every frame is signed, and others are
// refused. Descriptor 3 takes a command a line: estop, release, lost, found.
// What the vehicle does not know it prints on standard error. The wire is what
// drivers/base/doc.go says: north-east-down, headings clockwise.
'use strict';

const fs = require('fs');
const readline = require('readline');
const { createMavLinkStream, MavLinkProtocolV2, minimal, common, standard } = require('node-mavlink');

const registry = { ...minimal.REGISTRY, ...standard.REGISTRY, ...common.REGISTRY };
const key = process.argv[2] ? Buffer.from(process.argv[2], 'hex') : null;
const protocol = new MavLinkProtocolV2(1, 1, key ? MavLinkProtocolV2.IFLAG_SIGNED : 0);
const born = Date.now();
const HOLD = 4, DOCK = 8, GUIDED = 15;
const ACCEPTED = 0, REJECTED = 1, DENIED = 2, UNSUPPORTED = 3, FAILED = 4, RUNNING = 5, CANCELLED = 6;
const FENCE = 1;

const v = {
  north: 0, east: 0, yaw: 0, speed: 0, turn: 0, mode: HOLD, cap: 0.6, estop: false, good: true, resets: 0,
  goal: null, hand: null, heard: 0, contact: true, fence: null, corners: 0,
};
const params = [
  { id: 'WP_SPEED', type: 9, value: 0.5 }, { id: 'LIDAR_RPM', type: 3, value: 600 }, { id: 'SIXTEEN_LETTERS_', type: 6, value: -70001 },
];
let seq = 0;
const bad = (...words) => console.error(...words);

function send(Message, fields) {
  const m = Object.assign(new Message(), fields);
  let frame = protocol.serialize(m, seq++ & 255);
  if (key) frame = protocol.sign(frame, 0, key, Date.now());
  process.stdout.write(frame);
}

const ack = (command, result, about = 0) => send(common.CommandAck, {
  command, result, progress: 255, resultParam2: about, targetSystem: 1, targetComponent: 191,
});
const wrap = a => Math.atan2(Math.sin(a), Math.cos(a));

function end(result) {
  const g = v.goal;
  v.goal = null;
  if (g) ack(g.command, result, g.about);
}

function stop(result) {
  v.mode = HOLD;
  v.hand = null;
  end(result);
}

function begin(goal) {
  end(CANCELLED);
  if (v.estop || !v.good) return ack(goal.command, REJECTED, goal.about);
  if (Math.abs(goal.north) > 50 || Math.abs(goal.east) > 50) return ack(goal.command, DENIED, goal.about);
  v.goal = goal;
  v.last = goal;
  v.mode = goal.command === 176 ? DOCK : GUIDED;
  ack(goal.command, RUNNING, goal.about);
}

function commandLong(m) {
  const p = [m._param1, m._param2];
  switch (m.command) {
    case 176: // DO_SET_MODE
      if (p[1] === HOLD) { stop(CANCELLED); return ack(176, ACCEPTED, HOLD); }
      if (p[1] === DOCK) {
        if (v.goal && v.goal.command === 176) return ack(176, RUNNING, DOCK);
        return begin({ command: 176, about: DOCK, north: 0, east: 0, yaw: 0 });
      }
      break;
    case 178: if (!(p[1] > 0)) return ack(178, DENIED); v.cap = p[1]; return ack(178, ACCEPTED);
    case 193: stop(CANCELLED); return ack(193, ACCEPTED);
    case 511: return ack(511, ACCEPTED);
    case 512:
      if (p[0] === 0) { heartbeat(); return ack(512, ACCEPTED); }
      if (p[0] !== 148) break;
      send(standard.AutopilotVersion, {
        // PARAM_ENCODE_BYTEWISE, MISSION_FENCE, MAVLINK2
        capabilities: 16n | 16384n | 8192n, flightSwVersion: (4 << 24) | (5 << 16) | (6 << 8), vendorId: 11, productId: 12, uid: 424242n,
        flightCustomVersion: Array(8).fill(0), middlewareCustomVersion: Array(8).fill(0), osCustomVersion: Array(8).fill(0), uid2: Array(18).fill(0),
      });
      return ack(512, ACCEPTED);
  }
  bad('unknown COMMAND_LONG', m.command, ...p);
  ack(m.command, UNSUPPORTED);
}

function commandInt(m) {
  const at = { north: m._param5 / 1e4, east: m._param6 / 1e4, yaw: m._param4 * Math.PI / 180 };
  if (m.frame !== 1) { bad('frame', m.frame); return ack(m.command, UNSUPPORTED); }
  if (m.command === 31000) {
    const about = m._param2;
    if (v.goal && v.goal.about === about) return ack(31000, RUNNING, about);
    return begin({ command: 31000, about, ...at });
  }
  if (m.command === 31001) {
    v.good = true;
    v.resets = (v.resets + 1) & 255;
    return ack(31001, ACCEPTED);
  }
  bad('unknown COMMAND_INT', m.command);
  ack(m.command, UNSUPPORTED);
}

function velocity(m) {
  if (m.typeMask !== 1511 || m.coordinateFrame !== 8) return bad('setpoint', m.typeMask, m.coordinateFrame);
  end(CANCELLED);
  if (!v.estop) { v.mode = GUIDED; v.hand = { speed: m.vx, turn: m.yawRate, until: Date.now() + 250 }; }
}

// Parameters travel as the bytes of their type.
function tell(i) {
  const p = params[i], b = Buffer.alloc(4);
  if (p.type === 9) b.writeFloatLE(p.value); else if (p.type === 3) b.writeUInt16LE(p.value); else b.writeInt32LE(p.value);
  send(common.ParamValue, { paramId: p.id, paramType: p.type, paramValue: b.readFloatLE(), paramCount: params.length, paramIndex: i });
}

function setParam(m) {
  const i = params.findIndex(p => p.id === m.paramId), p = params[i], b = Buffer.alloc(4);
  if (!p || p.type !== m.paramType) return;
  b.writeFloatLE(m.paramValue);
  p.value = p.type === 9 ? b.readFloatLE() : p.type === 3 ? b.readUInt16LE() : b.readInt32LE();
  tell(i);
}

const missionAck = type => send(common.MissionAck, { targetSystem: 1, targetComponent: 191, type, missionType: FENCE });
const askItem = s => send(common.MissionRequestInt, { targetSystem: 1, targetComponent: 191, seq: s, missionType: FENCE });

function item(m) {
  const f = v.fence;
  if (!f || m.seq !== f.next) return;
  if (m.command !== 5002 || m.frame !== 1 || m.missionType !== FENCE || m.param1 < 3) { bad('item', m); v.fence = null; return missionAck(1); }
  if (++f.next < f.count) return askItem(f.next);
  v.corners = f.count;
  v.fence = null;
  missionAck(0);
}

const handlers = {
  0: m => { v.heard = Date.now(); if (m.type !== 18) bad('heartbeat of type', m.type); },
  20: m => { const i = m.paramIndex >= 0 ? m.paramIndex : params.findIndex(p => p.id === m.paramId); if (params[i]) tell(i); },
  21: () => params.forEach((_, i) => tell(i)),
  23: setParam,
  44: m => { v.fence = { count: m.count, next: 0 }; askItem(0); },
  45: () => { v.corners = 0; missionAck(0); },
  73: item,
  75: commandInt,
  76: commandLong,
  84: velocity,
  111: m => { if (m.tc1 === 0n) send(common.TimeSync, { tc1: process.hrtime.bigint(), ts1: m.ts1, targetSystem: 1, targetComponent: 191 }); },
};

createMavLinkStream(process.stdin, { onCrcError: () => bad('a frame with a wrong checksum') }).on('data', packet => {
  const { msgid, sysid, compid } = packet.header;
  if (sysid !== 1 || compid !== 191) return bad('from', sysid, compid);
  if (key && !(packet.signature && packet.signature.matches(key))) return bad('not signed by the key: message', msgid);
  if (!key && packet.signature) return bad('signed without a key');
  if (!handlers[msgid] || !registry[msgid]) return bad('unknown message', msgid);
  handlers[msgid](packet.protocol.data(packet.payload, registry[msgid]));
});
process.stdin.on('end', () => process.exit(0));

function drive(dt) {
  let speed = 0, turn = 0;
  const g = v.goal, now = Date.now();
  if (v.estop || now - v.heard > 500) {
    if (g) end(FAILED);
    v.hand = null;
  } else if (g) {
    const north = g.north - v.north, east = g.east - v.east, far = Math.hypot(north, east);
    if (far > 0.03) {
      const off = wrap(Math.atan2(east, north) - v.yaw);
      if (Math.abs(off) > 0.1) turn = 3 * Math.sign(off) * Math.min(1, Math.abs(off));
      else { turn = 2 * off; speed = Math.min(v.cap, Math.max(0.05, far)); }
    } else if (Math.abs(wrap(g.yaw - v.yaw)) > 0.03) turn = 3 * wrap(g.yaw - v.yaw);
    else end(ACCEPTED);
  } else if (v.hand && v.hand.until > now) ({ speed, turn } = v.hand);
  v.speed = speed;
  v.turn = turn;
  v.yaw = wrap(v.yaw + turn * dt);
  v.north += speed * dt * Math.cos(v.yaw);
  v.east += speed * dt * Math.sin(v.yaw);
  v.contact = Math.hypot(v.north, v.east) < 0.1 && speed === 0;
}

function heartbeat() {
  send(minimal.Heartbeat, {
    type: 10, autopilot: 0, baseMode: 1 | (v.estop ? 0 : 128), customMode: v.mode, systemStatus: v.estop ? 6 : v.goal ? 4 : 3, mavlinkVersion: 3,
  });
}

function buttons() {
  send(common.ButtonChange, { timeBootMs: Date.now() - born, lastChangeMs: 0, state: (v.estop ? 1 : 0) | (v.contact ? 128 : 0) });
}

function odometry() {
  const cov = Array(21).fill(0);
  cov[0] = cov[6] = v.good ? 4e-4 : 4;
  send(common.Odometry, {
    timeUsec: BigInt(Date.now() - born) * 1000n, frameId: 1, childFrameId: 12, x: v.north, y: v.east, z: 0,
    q: [Math.cos(v.yaw / 2), 0, 0, Math.sin(v.yaw / 2)], vx: v.speed, vy: 0, vz: 0, rollspeed: 0, pitchspeed: 0, yawspeed: v.turn,
    poseCovariance: cov, velocityCovariance: Array(21).fill(0), resetCounter: v.resets, estimatorType: 7, quality: 90,
  });
}

function obstacles() {
  const distances = Array(72).fill(601); // nothing there
  distances[18] = 150; // to the right
  distances[36] = 65535; // not known
  send(common.ObstacleDistance, {
    timeUsec: 0n, sensorType: 0, distances, increment: 5, minDistance: 5, maxDistance: 600, incrementF: 0, angleOffset: 0, frame: 12,
  });
}

let ticks = 0;
setInterval(() => {
  drive(0.05);
  odometry();
  if (++ticks % 2 === 0) { heartbeat(); obstacles(); }
  if (ticks % 4 === 0) {
    buttons();
    send(common.EstimatorStatus, { timeUsec: 0n, flags: 1 | 2 | 8 | (v.good ? 16 : 0), posHorizAccuracy: 0.02 });
  }
  if (ticks % 10 === 0) {
    send(common.BatteryStatus, {
      id: 0, batteryFunction: 1, type: 3, temperature: 2500, voltages: [25000, ...Array(9).fill(65535)], currentBattery: -1, currentConsumed: -1,
      energyConsumed: -1, batteryRemaining: 77, timeRemaining: 0, chargeState: v.contact ? 7 : 1, voltagesExt: [0, 0, 0, 0], mode: 0, faultBitmask: 0,
    });
  }
}, 50);

const commands = {
  estop: () => { v.estop = true; stop(FAILED); buttons(); heartbeat(); },
  release: () => { v.estop = false; buttons(); heartbeat(); },
  lost: () => { v.good = false; },
  found: () => { v.good = true; },
};
readline.createInterface({ input: fs.createReadStream(null, { fd: 3 }) }).on('line', line => {
  if (commands[line]) commands[line](); else bad('unknown command', line);
});
