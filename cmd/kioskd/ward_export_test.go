package main

// Hardware is hardware.
var Hardware = hardware

// PlanOf is planOf.
var PlanOf = planOf

// ClientTLS is clientTLS.
var ClientTLS = clientTLS
