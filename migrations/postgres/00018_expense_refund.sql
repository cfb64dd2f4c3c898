-- +goose Up
-- Of which expense a payee returned something; the entry is an expense of less
-- than nothing.
CREATE TABLE execution_refund (
    entry_id   bigint PRIMARY KEY REFERENCES execution_entry (id),
    expense_id bigint NOT NULL REFERENCES execution_entry (id),
    CHECK (expense_id < entry_id)
);

CREATE INDEX execution_refund_expense ON execution_refund (expense_id);

CREATE TRIGGER execution_refund_append_only BEFORE UPDATE OR DELETE ON execution_refund FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER execution_refund_no_truncate BEFORE TRUNCATE ON execution_refund FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
