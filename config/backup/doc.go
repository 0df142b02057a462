// Package backup keeps what makes a robot this robot in one archive: its
// configuration, the files that go with it, and on request its keys. An archive
// lists each file with its SHA-256, and is put back whole or not at all.
package backup
