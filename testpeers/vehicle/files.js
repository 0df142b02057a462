// The vehicle's files, to be read by MAVLink's file transfer protocol
// (https://mavlink.io/en/services/ftp.html): one session at a time.
'use strict';

const HEADER = 12, DATA = 239;
const TERMINATE = 1, RESET = 2, OPEN = 4, READ = 5, CRC32 = 14, ACK = 128, NAK = 129;
const INVALID_SESSION = 4, NO_SESSION = 5, END = 6, UNKNOWN = 7, NOT_FOUND = 10;

// MAVLink's CRC-32 begins at 0 and is not inverted.
const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xEDB88320 : n >>> 1;
  return n >>> 0;
});
const crc32 = data => data.reduce((c, b) => ((c >>> 8) ^ table[(c ^ b) & 255]) >>> 0, 0);

class Files {
  constructor() {
    this.content = new Map();
    this.open = null;
    this.session = 0;
    this.last = null;
  }

  // answer takes a payload and returns the one to send.
  answer(payload) {
    const p = Buffer.from(payload), seq = p.readUInt16LE(0), op = p[3], size = p[4], offset = p.readUInt32LE(8);
    // The number again asks for the lost answer, not for the operation.
    if (this.last && this.last.readUInt16LE(0) === (seq + 1 & 65535)) return this.last;
    const data = this.perform({ op, session: p[2], size, offset, path: p.subarray(HEADER, HEADER + Math.min(size, DATA)).toString() });
    const out = Buffer.alloc(HEADER + DATA), no = typeof data === 'number', body = no ? Buffer.from([data]) : data;
    out.writeUInt16LE(seq + 1 & 65535, 0);
    out.set([this.session, no ? NAK : ACK, body.length, op], 2);
    out.writeUInt32LE(offset, 8);
    body.copy(out, HEADER);
    return this.last = out;
  }

  // perform returns data, or the number of an error.
  perform({ op, session, size, offset, path }) {
    const number = n => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; };
    const file = this.content.get(path);
    switch (op) {
      case OPEN:
        if (this.open) return NO_SESSION;
        if (!file) return NOT_FOUND;
        this.open = file;
        this.session = this.session + 1 & 255;
        return number(file.length);
      case READ:
        if (!this.open || session !== this.session) return INVALID_SESSION;
        return offset >= this.open.length ? END : this.open.subarray(offset, offset + Math.min(size, DATA));
      case CRC32: return file ? number(crc32(file)) : NOT_FOUND;
      case TERMINATE:
        if (!this.open || session !== this.session) return INVALID_SESSION;
        this.open = null;
        return Buffer.alloc(0);
      case RESET:
        this.open = null;
        return Buffer.alloc(0);
      default: return UNKNOWN;
    }
  }
}

module.exports = { Files };
