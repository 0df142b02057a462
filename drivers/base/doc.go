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
//     (147), BUTTON_CHANGE (257, levels repeated at 5 Hz: bit 0 the e-stop,
//     bits 1 to 6 the bumpers, bit 7 the charger's contacts),
//     OBSTACLE_DISTANCE (330), SYS_STATUS (1), STATUSTEXT (253, also in
//     chunks), COMMAND_ACK (77);
//   - to the base: COMMAND_INT (75) with command 31000 as the goal and 31001
//     as the place to look for itself around (its deviation in metres is
//     param1); COMMAND_LONG (76) with DO_SET_MODE (176: 4 hold, 8 dock, 15
//     guided), DO_CHANGE_SPEED (178) as the speed cap and DO_PAUSE_CONTINUE
//     (193); SET_POSITION_TARGET_LOCAL_NED (84) with mask 1511 as a velocity
//     at 10 Hz that the base forgets after 250 ms;
//   - both ways, while the areas to keep out of are given: MISSION_COUNT,
//     REQUEST_INT, ITEM_INT, ACK and CLEAR_ALL (44, 51, 73, 47, 45) of type
//     fence, with the corners as exclusion polygons (5002) in
//     MAV_FRAME_LOCAL_NED, see https://mavlink.io/en/services/mission.html;
//   - both ways: TIMESYNC (111) once a second, and when asked for the
//     parameters (20 to 23), AUTOPILOT_VERSION (148, by command 512) and
//     message rates (command 511); each opening of the port asks for a
//     heartbeat at once, also by 512;
//   - both ways, while a file is read: FILE_TRANSFER_PROTOCOL (110), see
//     https://mavlink.io/en/services/ftp.html. The agent only reads; maps are
//     best compressed by gzip or zlib, see ReadPacked.
//
// Each opening of the port begins with a hold, until the base confirms it and
// for 200 ms at most; heartbeats come after it. A program that died on the line
// may have left a goal, which they would wake. Numbers of goals begin at a
// random one, so that the base does not take one for that of another program.
//
// A base that stops sending the buttons' level for a second is taken as one
// whose e-stop is pressed, if it ever sent that.
//
// A goal is COMMAND_INT 31000 in MAV_FRAME_LOCAL_NED: x and y in 1e-4 m,
// param2 the number of the goal (1 to 65535),
// param4 the heading in degrees clockwise from north. The base answers
// COMMAND_ACK IN_PROGRESS at once and when the same number comes again, and a
// final result when the goal ended; result_param2 repeats the goal's number,
// or is 0 on a base that does not know it. One that leaves the guided mode in
// the middle of a goal for 2 s has given it up. With Options.Setpoints a goal is
// SET_POSITION_TARGET_LOCAL_NED with mask 3580 in the guided mode instead, as
// ArduPilot takes it: without a heading and without answers.
//
// DO_SET_MODE 8 is one try to dock: IN_PROGRESS, then a final result, which
// repeats the mode in result_param2 where the base knows how to. Only current
// in the battery is success.
//
// The wire counts north-east-down and forward-right-down; everything that
// leaves this package is in the map's frame: x to the east (right on the
// plan), y to the north (up), angles in radians counter-clockwise from x.
//
// The e-stop is hard-wired in the base: this package mirrors it and has no
// way to clear it. Nothing here is a safety function.
//
// With Options.Key every frame is signed as MAVLink 2 has it, and frames of
// the base without a right and new signature are refused and counted
// (ReadStats). The key is carried to both ends by hand; SETUP_SIGNING is never
// taken from the link. Without a key signatures are skipped, not verified.
//
// Options.Tee copies every frame of both directions that has a right checksum
// to a UDP port of this computer. Nothing is read from there.
package base
