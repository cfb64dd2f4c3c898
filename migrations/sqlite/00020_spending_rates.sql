-- +goose Up
-- Which expense or payment an entry brings to the rate of its day that was
-- corrected or became known later; the entry is of the same kind and has no
-- amount in the currency.
CREATE TABLE execution_rate_correction (
    entry_id INTEGER PRIMARY KEY REFERENCES execution_entry (id),
    adjusts  INTEGER NOT NULL REFERENCES execution_entry (id),
    CHECK (adjusts < entry_id)
) STRICT;

CREATE INDEX execution_rate_correction_adjusts ON execution_rate_correction (adjusts);
CREATE INDEX execution_entry_currency ON execution_entry (currency, on_date);

-- +goose StatementBegin
CREATE TRIGGER execution_rate_correction_update BEFORE UPDATE ON execution_rate_correction BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_rate_correction_delete BEFORE DELETE ON execution_rate_correction BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
