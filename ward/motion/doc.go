// Package motion is what the ward knows of its robots on their floors: the plan
// of each floor, and what a robot needs somebody for. Both outlive a restart.
package motion
