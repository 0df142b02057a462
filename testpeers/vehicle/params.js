// The vehicle's settings. They travel as the bytes of their type
// (https://mavlink.io/en/services/parameter.html).
'use strict';

const UINT16 = 3, UINT32 = 5, INT32 = 6, REAL32 = 9;
const codecs = {
  [UINT16]: ['writeUInt16LE', 'readUInt16LE'], [UINT32]: ['writeUInt32LE', 'readUInt32LE'],
  [INT32]: ['writeInt32LE', 'readInt32LE'], [REAL32]: ['writeFloatLE', 'readFloatLE'],
};

class Params {
  constructor() {
    this.list = [
      { id: 'WP_SPEED', type: REAL32, value: 0.5 }, { id: 'LIDAR_RPM', type: UINT16, value: 600 },
      { id: 'ODO_TICKS_PER_M_', type: INT32, value: -100000 }, { id: 'SERIAL_NO', type: UINT32, value: 70001, fixed: true },
    ];
  }

  // find is the place of what a message asks for, or -1.
  find({ paramId, paramIndex = -1 }) {
    return paramIndex >= 0 ? (paramIndex < this.list.length ? paramIndex : -1) : this.list.findIndex(p => p.id === paramId);
  }

  // set takes a value of the right type; one that is fixed stays.
  set({ paramId, paramType, paramValue }) {
    const i = this.find({ paramId }), p = this.list[i], b = Buffer.alloc(4);
    if (!p || p.type !== paramType) return -1;
    b.writeFloatLE(paramValue);
    if (!p.fixed) p.value = b[codecs[p.type][1]]();
    return i;
  }

  message(i) {
    const p = this.list[i], b = Buffer.alloc(4);
    b[codecs[p.type][0]](p.value);
    return { paramId: p.id, paramType: p.type, paramValue: b.readFloatLE(), paramCount: this.list.length, paramIndex: i };
  }
}

module.exports = { Params };
