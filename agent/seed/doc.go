// Package seed brings a unit's own part, who it is, its network, its
// certificates and its configuration, into an image that is the same for all.
//
// A seed is a tar file of at most 1 MB on the image's FAT partition, which any
// laptop can write and read. At the first boot Apply checks all of it, puts all
// of it in place or nothing, says beside it what became of each part, and takes
// private keys, the code and the Wi-Fi key off the FAT. A seed is applied once.
//
// What lay on flash memory may be found there after it was written over: the
// medium keeps old blocks. Who can take the medium away should not be given keys
// on it; a code that is good once is better (package provision).
package seed
