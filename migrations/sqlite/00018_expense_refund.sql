-- +goose Up
-- Of which expense a payee returned something; the entry is an expense of less
-- than nothing.
CREATE TABLE execution_refund (
    entry_id   INTEGER PRIMARY KEY REFERENCES execution_entry (id),
    expense_id INTEGER NOT NULL REFERENCES execution_entry (id),
    CHECK (expense_id < entry_id)
) STRICT;

CREATE INDEX execution_refund_expense ON execution_refund (expense_id);

-- +goose StatementBegin
CREATE TRIGGER execution_refund_update BEFORE UPDATE ON execution_refund BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_refund_delete BEFORE DELETE ON execution_refund BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
