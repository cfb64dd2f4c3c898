-- +goose Up
-- An entry of spending that puts back what a reversal took away by mistake.
CREATE TABLE execution_restoration (
    entry_id    bigint PRIMARY KEY REFERENCES execution_entry (id),
    original_id bigint NOT NULL REFERENCES execution_entry (id),
    reversal_id bigint NOT NULL UNIQUE REFERENCES execution_entry (id),
    CHECK (original_id < reversal_id AND reversal_id < entry_id)
);

CREATE TRIGGER execution_restoration_append_only BEFORE UPDATE OR DELETE ON execution_restoration FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER execution_restoration_no_truncate BEFORE TRUNCATE ON execution_restoration FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
