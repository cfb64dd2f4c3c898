-- +goose Up
-- Rates of exchange that were corrected after they had been used: what is in
-- force of a rate is its last revision, and every entry that was valued at it
-- is adjusted by another one that names it.

CREATE TABLE rate_revision (
    currency    text COLLATE "C" NOT NULL,
    effective   date NOT NULL,
    seq         bigint NOT NULL CHECK (seq > 0),
    per_usd     text COLLATE "C" NOT NULL CHECK (per_usd ~ '^[0-9.]+$'),
    reason      text COLLATE "C" NOT NULL CHECK (reason <> ''),
    entered_by  text COLLATE "C" NOT NULL CHECK (entered_by <> ''),
    recorded_at text COLLATE "C" NOT NULL CHECK (recorded_at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'),
    PRIMARY KEY (currency, effective, seq),
    FOREIGN KEY (currency, effective) REFERENCES rate (currency, effective)
);

ALTER TABLE entry DROP CONSTRAINT entry_kind_check;
ALTER TABLE entry ADD CONSTRAINT entry_kind_check
    CHECK (kind IN ('pledge', 'pledge_revision', 'agreement', 'condition_met', 'receipt', 'refund', 'write_down', 'suspense', 'suspense_cleared', 'rate_correction', 'reversal'));
ALTER TABLE entry ADD COLUMN adjusts bigint REFERENCES entry (id)
    CHECK ((kind = 'rate_correction') = (adjusts IS NOT NULL));

CREATE INDEX entry_adjusts ON entry (adjusts);
CREATE INDEX entry_rate ON entry (currency, rate_date);

CREATE TRIGGER rate_revision_append_only BEFORE UPDATE OR DELETE ON rate_revision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rate_revision_no_truncate BEFORE TRUNCATE ON rate_revision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
