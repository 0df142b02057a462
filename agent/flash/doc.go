// Package flash writes an image to a disk: the right disk, a signed image, read
// back, with a unit's seed in it.
//
// Its parts are told apart in what it reports: an image can be written and
// verified although the seed did not fit, and a disk that could not be ejected
// is good all the same. Once writing has begun, what stopped it is said together
// with what the disk is good for now, and how to go on.
//
// Disks come from /sys/block, https://docs.kernel.org/admin-guide/abi-stable.html
// (size, removable, ro, diskseq), uses from /proc/self/mountinfo, /proc/swaps and
// holders. They are found below Host.Root, and opened by Host.Open: tests have a
// tree and files of their own, and all checks stay as they are.
package flash
