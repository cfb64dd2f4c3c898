-- +goose Up
-- Which expense or payment an entry brings to the rate of its day that was
-- corrected or became known later; the entry is of the same kind and has no
-- amount in the currency.
CREATE TABLE execution_rate_correction (
    entry_id bigint PRIMARY KEY REFERENCES execution_entry (id),
    adjusts  bigint NOT NULL REFERENCES execution_entry (id),
    CHECK (adjusts < entry_id)
);

CREATE INDEX execution_rate_correction_adjusts ON execution_rate_correction (adjusts);
CREATE INDEX execution_entry_currency ON execution_entry (currency, on_date);

CREATE TRIGGER execution_rate_correction_append_only BEFORE UPDATE OR DELETE ON execution_rate_correction FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER execution_rate_correction_no_truncate BEFORE TRUNCATE ON execution_rate_correction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
