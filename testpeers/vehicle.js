// A small vehicle that speaks MAVLink 2 through other people's code: npm
// node-mavlink frames, checks and signs, mavlink-mappings has the messages.
//   node vehicle.js CONFIG < BYTES > BYTES
// CONFIG is JSON: start and dock (x, y, heading), battery, speedUp, files by
// path in base64, and perhaps key, 64 hexadecimal digits: then every frame is
// signed, and others are refused. Descriptor 3 takes a command a line, as a
// JSON list of its name and its arguments; descriptor 4 answers each with a
// line. The wire is what drivers/base/doc.go says: north-east-down, headings
// clockwise.
'use strict';

const fs = require('fs');
const readline = require('readline');
const { createMavLinkStream, MavLinkProtocolV2, minimal, common, standard } = require('node-mavlink');
const { Floor } = require('./vehicle/floor');
const { Body, HOLD, DOCK, GUIDED, wrap } = require('./vehicle/body');
const { Files } = require('./vehicle/files');
const { Params } = require('./vehicle/params');

const ACCEPTED = 0, REJECTED = 1, DENIED = 2, UNSUPPORTED = 3, FAILED = 4, RUNNING = 5, CANCELLED = 6;
const GOTO = 31000, RELOCALISE = 31001, SET_MODE = 176, FENCE = 1, LOCAL_NED = 1, BODY_NED = 8;
const results = { done: ACCEPTED, failed: FAILED, cancelled: CANCELLED };

const config = JSON.parse(process.argv[2]);
const key = config.key ? Buffer.from(config.key, 'hex') : null;
const registry = { ...minimal.REGISTRY, ...standard.REGISTRY, ...common.REGISTRY };
const protocol = new MavLinkProtocolV2(1, 1, key ? MavLinkProtocolV2.IFLAG_SIGNED : 0);
const born = Date.now();

const files = new Files();
for (const [path, data] of Object.entries(config.files)) files.content.set(path, Buffer.from(data, 'base64'));
const resolution = +/resolution: (\S+)/.exec(files.content.get('/map/floor.yaml'))[1];
const floor = new Floor(files.content.get('/map/floor.pgm.gz'), resolution);
const body = new Body(config, floor, (order, how) => {
  if (!order.command) return; // a position setpoint has no answer
  last[order.command] = { about: order.about, result: results[how] };
  ack(order.command, results[how], order.about);
});

let seq = 0, mute = false, moves = 0, sick = 0;
const strange = []; // what came that the vehicle does not know
const counts = { crc: 0, unsigned: 0, forged: 0 };
const last = {}; // how the last order of each command ended
let fence = null; // an upload that runs
const params = new Params();

function send(Message, fields) {
  let frame = protocol.serialize(Object.assign(new Message(), fields), seq++ & 255);
  if (key) frame = protocol.sign(frame, 0, key, Date.now());
  if (!mute) process.stdout.write(frame);
}

const ack = (command, result, about = 0) => send(common.CommandAck, {
  command, result, progress: 255, resultParam2: about, targetSystem: 1, targetComponent: 191,
});

// begin takes an order. The same once more is answered with how that stands.
function begin(order, again) {
  const { command, about } = order, o = body.order;
  if (again && o && o.command === command && o.about === about) return ack(command, RUNNING, about);
  if (again && last[command] && last[command].about === about) return ack(command, last[command].result, about);
  body.end('cancelled');
  let result = RUNNING;
  if (body.stuck()) result = REJECTED;
  else if (!(command === SET_MODE ? body.goDock(order) : body.go(order))) result = command === SET_MODE ? FAILED : DENIED;
  if (result === RUNNING) delete last[command]; else last[command] = { about, result };
  ack(command, result, about);
  heartbeat();
}

function setMode(m) {
  const mode = m._param2;
  switch (m._param1 === 1 && mode) {
    case HOLD: body.hold(); return ack(SET_MODE, ACCEPTED, HOLD);
    case DOCK: return begin({ command: SET_MODE, about: DOCK }, m.confirmation > 0);
    case GUIDED:
      if (!body.stuck()) body.mode = GUIDED;
      return ack(SET_MODE, body.stuck() ? REJECTED : ACCEPTED, GUIDED);
  }
  strange.push(`DO_SET_MODE ${mode}`);
  ack(SET_MODE, UNSUPPORTED, mode);
}

function request(id) {
  if (id === 0) heartbeat();
  else if (id === 148) version();
  else {
    strange.push(`REQUEST_MESSAGE ${id}`);
    return ack(512, UNSUPPORTED);
  }
  ack(512, ACCEPTED);
}

function commandLong(m) {
  switch (m.command) {
    case SET_MODE: return setMode(m);
    case 178: // DO_CHANGE_SPEED
      if (!(m._param2 > 0)) return ack(178, DENIED);
      body.cap = m._param2;
      return ack(178, ACCEPTED);
    case 193: body.hold(); return ack(193, ACCEPTED); // DO_PAUSE_CONTINUE
    case 511: return ack(511, ACCEPTED); // SET_MESSAGE_INTERVAL
    case 512: return request(m._param1);
  }
  strange.push(`COMMAND_LONG ${m.command}`);
  ack(m.command, UNSUPPORTED);
}

function commandInt(m) {
  const at = { x: m._param6 / 1e4, y: m._param5 / 1e4, heading: wrap(Math.PI / 2 - m._param4 * Math.PI / 180) };
  if (m.frame !== LOCAL_NED) {
    strange.push(`COMMAND_INT in frame ${m.frame}`);
    return ack(m.command, UNSUPPORTED);
  }
  switch (m.command) {
    case GOTO: return begin({ command: GOTO, about: m._param2, ...at }, true);
    case RELOCALISE:
      if (!(m._param1 > 0)) return ack(RELOCALISE, DENIED);
      body.relocalise(at.x, at.y, m._param1);
      return ack(RELOCALISE, ACCEPTED);
  }
  strange.push(`COMMAND_INT ${m.command}`);
  ack(m.command, UNSUPPORTED);
}

function setpoint(m) {
  if (m.typeMask === 1511 && m.coordinateFrame === BODY_NED) {
    body.end('cancelled');
    if (!body.stuck()) body.push(m.vx, -m.yawRate);
  } else if (m.typeMask === 3580 && m.coordinateFrame === LOCAL_NED) {
    const o = body.order;
    if (o && o.x === m.y && o.y === m.x || body.stuck()) return;
    body.end('cancelled');
    if (body.far([m.y, m.x]) > 0.1) body.go({ x: m.y, y: m.x });
  } else strange.push(`setpoint ${m.typeMask} in frame ${m.coordinateFrame}`);
}

// moving reports whether a message asks the vehicle to move.
const moving = (id, m) => id === 75 && m.command === GOTO || id === 76 && m.command === SET_MODE && m._param2 === DOCK ||
  id === 84 && (m.typeMask === 3580 || m.vx !== 0 || m.yawRate !== 0);

const tell = i => send(common.ParamValue, params.message(i));

const missionAck = type => send(common.MissionAck, { targetSystem: 1, targetComponent: 191, type, missionType: FENCE });
const askItem = s => send(common.MissionRequestInt, { targetSystem: 1, targetComponent: 191, seq: s, missionType: FENCE });

function item(m) {
  const f = fence;
  if (!f || m.seq !== f.next) return;
  if (m.command !== 5002 || m.frame !== LOCAL_NED || m.missionType !== FENCE || !(m.param1 >= 3)) {
    strange.push(`fence item ${m.seq} of command ${m.command}`);
    fence = null;
    return missionAck(1);
  }
  const area = f.areas[f.areas.length - 1];
  if (!area || area.length === area.wants) f.areas.push(Object.assign([], { wants: m.param1 }));
  f.areas[f.areas.length - 1].push([m.y / 1e4, m.x / 1e4]);
  if (++f.next < f.count) return askItem(f.next);
  floor.keepOut(f.areas);
  fence = null;
  missionAck(0);
}

const handlers = {
  0: m => { body.silence = 0; if (m.type !== 18) strange.push(`a heartbeat of type ${m.type}`); },
  20: m => { const i = params.find(m); if (i >= 0) tell(i); },
  21: () => params.list.forEach((_, i) => tell(i)),
  23: m => { const i = params.set(m); if (i >= 0) tell(i); },
  44: m => { fence = { count: m.count, next: 0, areas: [] }; askItem(0); },
  45: () => { floor.keepOut([]); missionAck(0); },
  73: item,
  75: commandInt,
  76: commandLong,
  84: setpoint,
  110: m => send(common.FileTransferProtocol, { targetSystem: 1, targetComponent: 191, payload: [...files.answer(m.payload)] }),
  111: m => { if (m.tc1 === 0n) send(common.TimeSync, { tc1: process.hrtime.bigint(), ts1: m.ts1, targetSystem: 1, targetComponent: 191 }); },
};

createMavLinkStream(process.stdin, { onCrcError: () => counts.crc++ }).on('data', packet => {
  const { msgid, sysid, compid } = packet.header;
  if (key && !packet.signature) return counts.unsigned++;
  if (key && !packet.signature.matches(key)) return counts.forged++;
  if (sysid !== 1 || compid !== 191) return strange.push(`from ${sysid} ${compid}`);
  if (!handlers[msgid] || !registry[msgid]) return strange.push(`message ${msgid}`);
  const m = packet.protocol.data(packet.payload, registry[msgid]);
  if (moving(msgid, m)) moves++;
  handlers[msgid](m);
});
process.stdin.on('end', () => process.exit(0));

function heartbeat() {
  send(minimal.Heartbeat, {
    type: 10, autopilot: 0, baseMode: 1 | (body.estop ? 0 : 128), customMode: body.mode,
    systemStatus: body.estop ? 6 : body.fault ? 5 : body.order ? 4 : 3, mavlinkVersion: 3,
  });
}

function version() {
  send(standard.AutopilotVersion, {
    // PARAM_ENCODE_BYTEWISE, FTP, MISSION_FENCE, MAVLINK2
    capabilities: 16n | 32n | 16384n | 8192n, flightSwVersion: (4 << 24) | (5 << 16) | (6 << 8), vendorId: 11, productId: 12, uid: 424242n,
    flightCustomVersion: Array(8).fill(0), middlewareCustomVersion: Array(8).fill(0), osCustomVersion: Array(8).fill(0), uid2: Array(18).fill(0),
  });
}

function buttons() {
  const state = (body.estop ? 1 : 0) | (body.bumpers & 63) << 1 | (body.docked() ? 128 : 0);
  send(common.ButtonChange, { timeBootMs: Date.now() - born, lastChangeMs: 0, state });
}

function odometry() {
  const covariance = Array(21).fill(0), [x, y] = body.believed(), yaw = Math.PI / 2 - body.heading;
  covariance[0] = covariance[6] = body.good ? 4e-4 : 4;
  send(common.Odometry, {
    timeUsec: BigInt(Date.now() - born) * 1000n, frameId: LOCAL_NED, childFrameId: 12, x: y, y: x, z: 0,
    q: [Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)], vx: body.speed * body.speedUp, vy: 0, vz: 0,
    rollspeed: 0, pitchspeed: 0, yawspeed: -body.turn * body.speedUp, poseCovariance: covariance, velocityCovariance: Array(21).fill(0),
    resetCounter: body.resets & 255, estimatorType: 7, quality: 90,
  });
}

function obstacles() {
  const around = floor.sectors(body.x, body.y, body.heading), distances = Array(72);
  if (body.blocked) for (const i of [71, 0, 1]) around[i] = Math.min(around[i], 0.5);
  around.forEach((m, i) => { distances[(72 - i) % 72] = Math.min(601, Math.round(m * 100)); }); // 601: nothing there
  send(common.ObstacleDistance, {
    timeUsec: 0n, sensorType: 0, distances, increment: 5, minDistance: 5, maxDistance: 600, incrementF: 0, angleOffset: 0, frame: 12,
  });
}

function battery() {
  send(common.BatteryStatus, {
    id: 0, batteryFunction: 1, type: 3, temperature: 2500, voltages: [25000, ...Array(9).fill(65535)], currentBattery: -1, currentConsumed: -1,
    energyConsumed: -1, batteryRemaining: Math.round(body.pct), timeRemaining: 0, chargeState: body.charging() ? 7 : 1,
    voltagesExt: [0, 0, 0, 0], mode: 0, faultBitmask: 0,
  });
}

function health() {
  const parts = 1 | 256 | 32768 | 33554432; // gyroscope, laser, motors, battery
  send(common.SysStatus, {
    onboardControlSensorsPresent: parts, onboardControlSensorsEnabled: parts, onboardControlSensorsHealth: parts & ~sick,
    voltageBattery: 65535, currentBattery: -1, batteryRemaining: -1,
    onboardControlSensorsPresentExtended: 0, onboardControlSensorsEnabledExtended: 0, onboardControlSensorsHealthExtended: 0,
  });
  if (body.fault) send(common.StatusText, { severity: 2, text: body.fault, id: 0, chunkSeq: 0 });
}

let ticks = 0, stepped = process.hrtime.bigint();
setInterval(() => {
  const now = process.hrtime.bigint();
  body.step(Number(now - stepped) / 1e9);
  stepped = now;
  odometry();
  if (++ticks % 2 === 0) { heartbeat(); obstacles(); }
  if (ticks % 4 === 0) {
    buttons();
    send(common.EstimatorStatus, { timeUsec: 0n, flags: 1 | 2 | 8 | (body.good ? 16 : 0), posHorizAccuracy: 0.02 });
  }
  if (ticks % 20 === 1) { battery(); health(); }
}, 50);

// The hands of whoever tests.
const commands = {
  press: () => { body.press(); buttons(); heartbeat(); },
  release: () => { body.estop = false; buttons(); heartbeat(); },
  bumpers: bits => { body.bumpers = bits; buttons(); },
  localised: good => body.localised(good),
  jump: (x, y) => body.jump(x, y),
  battery: pct => { body.pct = pct; },
  blocked: is => { body.blocked = is; },
  contacts: good => { body.contacts = good; },
  fault: text => { body.fail(text); health(); heartbeat(); },
  sick: bits => { sick = bits; },
  mute: is => { mute = is; },
  file: (path, data) => { files.content.set(path, Buffer.from(data, 'base64')); },
  fileLeftOpen: () => { files.open = Buffer.alloc(1); },
  noise: bytes => { process.stdout.write(Buffer.from(bytes, 'base64')); },
  truth: () => [body.x, body.y, body.heading, body.speed],
  moves: () => moves,
  strange: () => strange,
  counts: () => counts,
};
readline.createInterface({ input: fs.createReadStream(null, { fd: 3 }) }).on('line', line => {
  const [name, ...args] = JSON.parse(line);
  fs.writeSync(4, JSON.stringify(commands[name](...args) ?? null) + '\n');
});
