// Package support packs what an engineer far away needs to understand a robot's
// trouble into one file: versions, configuration, the doctor's report, log lines,
// flights, figures. Secrets of the unit are left out by their names, and whatever
// looks like a person's is blotted out, though the program writes none of it.
package support
