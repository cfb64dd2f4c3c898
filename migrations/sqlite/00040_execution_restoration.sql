-- +goose Up
-- An entry of spending that puts back what a reversal took away by mistake.
CREATE TABLE execution_restoration (
    entry_id    INTEGER PRIMARY KEY REFERENCES execution_entry (id),
    original_id INTEGER NOT NULL REFERENCES execution_entry (id),
    reversal_id INTEGER NOT NULL UNIQUE REFERENCES execution_entry (id),
    CHECK (original_id < reversal_id AND reversal_id < entry_id)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER execution_restoration_update BEFORE UPDATE ON execution_restoration BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_restoration_delete BEFORE DELETE ON execution_restoration BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
