package assist_test

import (
	"testing"

	"tiepdan/assist/trial"
)

// On phrases that were held back, and examples of what is out of scope that were
// held back too: what the thresholds were chosen for. The bars leave a point for
// phrases that are added.
func TestUnderstandsWhatItDidNotLearn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("learns fifteen times")
	}
	c := ward(t)
	for _, tc := range []struct {
		name       string
		options    trial.Options
		top1, top3 float64
	}{
		{"as written", trial.Options{}, 0.85, 0.95},
		{"without diacritics", trial.Options{NoDiacritics: true}, 0.83, 0.94},
		{"misheard", trial.Options{Noise: 0.25}, 0.80, 0.92},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := trial.CrossValidate(c, 5, tc.options)
			if r.Top1 < tc.top1 || r.Top3 < tc.top3 || r.WrongDirect > 0.03 || r.OutOfScopeDirect > 0.03 {
				t.Errorf("got top 1 %.3f, top 3 %.3f, wrong direct %.3f, out of scope direct %.3f, want at least %.2f and %.2f, at most 0.03 each",
					r.Top1, r.Top3, r.WrongDirect, r.OutOfScopeDirect, tc.top1, tc.top3)
			}
			if r.Direct < 0.4 {
				t.Errorf("got %.3f answered directly, want that buttons are not the only answer", r.Direct)
			}
		})
	}
}
