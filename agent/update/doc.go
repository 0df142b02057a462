// Package update brings new software onto a unit: it takes what the ward wants,
// fetches it, waits until nobody is served, has it installed beside the software
// that runs, restarts the unit, and says what became of it. A version that does
// not come up well is undone by the boot loader, and that is said too.
//
// Nothing is installed that is not signed twice: the ward signs where the manifest
// is and its hash, which holds the bundle's; and the installer (RAUC) checks the
// maker's signature of the bundle with the unit's own keys.
package update
