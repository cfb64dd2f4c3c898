package date

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is Parse, with no date for an empty text.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value is the ISO text for the database, and NULL for no date. It never
// fails.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a database's date: ISO text, NULL, or the time.Time that a driver
// makes of a date column. Of a time.Time it takes the day as the value itself
// shows it; a value that is not at midnight was moved between zones by
// somebody and is an error.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		if h, m, s := v.Clock(); h != 0 || m != 0 || s != 0 || v.Nanosecond() != 0 {
			return fmt.Errorf("date: %s is an instant, not a date", v.Format(time.RFC3339Nano))
		}
		parsed, err := New(v.Date())
		if err != nil {
			return err
		}
		*d = parsed
		return nil
	}
	return fmt.Errorf("date: cannot read a date from a %T", src)
}
