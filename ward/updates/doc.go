// Package updates is the ward's end of bringing new software onto its robots; the
// robot's is agent/update, the contract between them upd/desired and upd/reported.
//
// A Shelf holds versions whose manifest bears the maker's signature. A Server gives
// them to robots over HTTPS, each only what it shall have, and slowly. A Keeper tells
// the robots what they shall have: one first, the others when that one runs it, none
// any more once one of them went back.
//
// What is wanted is kept in the store, and put before the robots again with each
// connection to the broker.
package updates
