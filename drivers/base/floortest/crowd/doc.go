// Package crowd is the people of a day at a service point: who comes when, what
// they are about, and how they walk.
//
// They walk by social force (Helbing and Molnár, Physical Review E 51, 4282,
// 1995): each is drawn towards where she wants to be and pushed away by other
// people, by walls and by the robot. They avoid the robot imperfectly: some
// look at their phone and notice it only when it is near and before them,
// children run up to it, and some stand in its way until they are asked.
//
// Their legs are what a lidar sees of them; their bodies are what a robot can
// touch.
package crowd
