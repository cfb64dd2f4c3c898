package money

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestProgrammeSupportCost(t *testing.T) {
	gross, err := Parse("1000000.00", USD)
	if err != nil {
		t.Fatal(err)
	}
	direct, psc := GrossToNet(gross, decimal.New(13, 0))
	if direct.String() != "884955.75 USD" || psc.String() != "115044.25 USD" {
		t.Errorf("1,000,000.00 at 13 %% = %s + %s", direct, psc)
	}
}
