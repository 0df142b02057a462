// Package base is the agent's end of the serial link to the SLAM motion base.
//
// The wire is MAVLink 2 (https://mavlink.io/en/guide/serialization.html) at
// 921600 baud, 8N1, over a three-wire UART or a USB-serial adapter. Message
// definitions come from gomavlib's common dialect; framing and the link are
// here. The base localises itself, plans around people and drives; the agent
// sends goals, a hold, and a heartbeat without which the base stops by itself
// 500 ms later.
//
// What goes over the wire:
//   - both ways: HEARTBEAT (0) at 10 Hz;
//   - from the base: ODOMETRY (331), ESTIMATOR_STATUS (230), BATTERY_STATUS
//     (147), BUTTON_CHANGE (257, bit 0 is the e-stop, repeated as a level),
//     STATUSTEXT (253), COMMAND_ACK (77);
//   - to the base: COMMAND_INT (75) with command 31000 as the goal,
//     COMMAND_LONG (76) with DO_SET_MODE (176) as the hold and
//     DO_CHANGE_SPEED (178) as the speed cap;
//   - both ways, while a file is read: FILE_TRANSFER_PROTOCOL (110), see
//     https://mavlink.io/en/services/ftp.html. The agent only reads.
//
// A goal is COMMAND_INT 31000 in MAV_FRAME_LOCAL_NED: x and y in 1e-4 m,
// param2 the number of the goal (1 to 65535),
// param4 the heading in degrees clockwise from north. The base answers
// COMMAND_ACK IN_PROGRESS at once and when the same number comes again, and a
// final result when the goal ended; result_param2 repeats the goal's number,
// or is 0 on a base that does not know it.
//
// The wire counts north-east-down and forward-right-down; everything that
// leaves this package is in the map's frame: x to the east (right on the
// plan), y to the north (up), angles in radians counter-clockwise from x.
//
// The e-stop is hard-wired in the base: this package mirrors it and has no
// way to clear it. Nothing here is a safety function.
//
// Frames with the signed flag are read as they are: signatures are skipped,
// not verified.
package base
