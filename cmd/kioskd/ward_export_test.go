package main

// Hardware is hardware.
var Hardware = hardware

// PlanOf is planOf.
var PlanOf = planOf
