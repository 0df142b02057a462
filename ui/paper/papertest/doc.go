// Package papertest reads printed tickets with programs that know nothing of
// our code: npm npos decodes the bytes that went down the printer's wire,
// tesseract reads the words, zbarimg the QR code. scripts/setup test installs
// all three. It is for tests alone.
package papertest
