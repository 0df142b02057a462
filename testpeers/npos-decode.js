// Reads the bytes a ticket printer got (ESC/POS) with npm npos, and writes what
// they put on paper as a PGM picture:
//   node npos-decode.js JOB.bin PICTURE.pgm
// npos finds the commands and decodes each raster; laying them below one another
// is done here, because its own rendering wants all rasters equally wide.
'use strict';

const fs = require('fs');
const npos = require('npos');

const [job, picture] = process.argv.slice(2);
const raw = fs.readFileSync(job);
const ast = npos.parser().analyze(raw);
if (ast.error) throw ast.error;

const rows = [];
for (const node of ast.tree) {
  const name = node.ascii + ' ' + node.fn;
  const bytes = raw.subarray(node.offset, node.offset + node.length);
  switch (name) {
    case 'GS v0': {
      const image = npos.codecs.raster.decode(raw, [node]);
      // npos leaves out the parameter m: 1 is twice as wide, 2 twice as high.
      const wide = (bytes[3] & 1) + 1, high = ((bytes[3] >> 1) & 1) + 1;
      for (let y = 0; y < image.height * high; y++) {
        const row = [];
        for (let x = 0; x < image.width * wide; x++) row.push(image.getPixel(Math.floor(x / wide), Math.floor(y / high)) === 0);
        rows.push(row);
      }
      break;
    }
    case 'ESC J':
      for (let y = 0; y < bytes[2]; y++) rows.push([]);
      break;
    case 'STX ': // what npos calls text: only NUL is harmless
      if (bytes.some((b) => b !== 0)) throw new Error(`text at ${node.offset}: ${bytes.toString('hex')}`);
      break;
    case 'ESC @': case 'GS a': case 'GS V': case 'GS (H': case 'GS r':
    case 'DLE \u0004': case 'DLE \u0005':
      break;
    default:
      throw new Error(`command ${name} at ${node.offset} is not expected`);
  }
}

const width = Math.max(...rows.map((r) => r.length));
const pixels = Buffer.alloc(width * rows.length, 255);
rows.forEach((row, y) => row.forEach((ink, x) => { if (ink) pixels[y * width + x] = 0; }));
fs.writeFileSync(picture, Buffer.concat([Buffer.from(`P5\n${width} ${rows.length}\n255\n`), pixels]));
