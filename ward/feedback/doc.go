// Package feedback serves the public pages that a code on the wall leads to: a
// form for a citizen's feedback, and the page on which she reads what became
// of it. Neither a name nor a number is asked for, and there is no log-in: an
// unguessable token in the address finds a feedback again.
//
// Nothing of a feedback goes into a log. Its text stays in the ward's store.
package feedback
