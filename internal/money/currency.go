package money

import (
	"github.com/bojanz/currency"

	"article30/internal/problem"
)

// Currency is an ISO 4217 code, or a code of historic.
type Currency string

// USD is the currency of the books.
const USD Currency = "USD"

// MaxDigits is the largest number of decimals that any currency has, and so
// the fineness of Units.
const MaxDigits = 4

// historic has the minor units of currencies that ISO 4217 no longer lists and
// that the published tables of contributions and rates still name, and of the
// codes by which the United Nations Treasury tells two rates or two issues of
// one currency apart.
var historic = map[Currency]int{
	"ANG":   2, // Netherlands Antilles, to 2025
	"BGN":   2, // Bulgaria, to 2025
	"BYR":   0, // Belarus, to 2016
	"CUC":   2, // Cuba, convertible peso, to 2021
	"CYP":   2, // Cyprus, to 2007
	"EEK":   2, // Estonia, to 2010
	"HRK":   2, // Croatia, to 2022
	"LTL":   2, // Lithuania, to 2014
	"LVL":   2, // Latvia, to 2013
	"MRO":   2, // Mauritania, to 2017
	"MTL":   2, // Malta, to 2007
	"SIT":   2, // Slovenia, to 2006
	"SKK":   2, // Slovakia, to 2008
	"SLL":   2, // Sierra Leone, to 2023
	"STD":   2, // Sao Tome and Principe, to 2017
	"VEF":   2, // Venezuela, to 2018
	"XEU":   2, // European Currency Unit, to 1998
	"ZWL":   2, // Zimbabwe, to 2024
	"CUP1":  2, // Cuba, non-convertible peso
	"KPW01": 2, // Democratic People's Republic of Korea, later issue
	"VEF01": 2, // Venezuela, preferential rate
	"VEF02": 2, // Venezuela, SIMADI rate
	"YER1":  2, // Yemen, second rate
}

// ParseCurrency accepts a known code, exactly as it is written: capitals, no
// blanks around it.
//
// Error: money.unknown_currency.
func ParseCurrency(s string) (Currency, error) {
	c := Currency(s)
	if _, ok := c.digits(); !ok {
		return "", problem.New(problem.Invalid, "money.unknown_currency", "value", s)
	}
	return c, nil
}

// Digits is the number of decimals of the currency's minor unit: USD 2, JPY 0,
// KWD 3. An unknown code, which ParseCurrency never gives, has 2.
func (c Currency) Digits() int {
	if n, ok := c.digits(); ok {
		return n
	}
	return 2
}

func (c Currency) digits() (int, bool) {
	if n, ok := historic[c]; ok {
		return n, true
	}
	n, ok := currency.GetDigits(string(c))
	return int(n), ok
}

func (c Currency) String() string { return string(c) }
