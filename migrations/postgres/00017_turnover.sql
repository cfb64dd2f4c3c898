-- +goose Up
-- What was ever posted in debit, reversals apart, written with the postings: no
-- sum of postings is larger. Amounts are whole numbers of 1/10000 of the
-- currency's major unit.
CREATE TABLE turnover (
    book     text COLLATE "C" NOT NULL CHECK (book IN ('contributions', 'execution')),
    currency text COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}[A-Z0-9]{0,2}$'),
    amount   bigint NOT NULL CHECK (amount >= 0),
    usd      bigint NOT NULL CHECK (usd >= 0),
    PRIMARY KEY (book, currency)
);

INSERT INTO turnover (book, currency, amount, usd)
SELECT 'contributions', posting.currency, CAST(SUM(CASE WHEN posting.amount > 0 THEN posting.amount ELSE 0 END) AS bigint), CAST(SUM(CASE WHEN posting.usd > 0 THEN posting.usd ELSE 0 END) AS bigint)
FROM posting JOIN entry ON entry.id = posting.entry_id WHERE entry.reverses IS NULL GROUP BY posting.currency;

INSERT INTO turnover (book, currency, amount, usd)
SELECT 'execution', execution_posting.currency, CAST(SUM(CASE WHEN execution_posting.amount > 0 THEN execution_posting.amount ELSE 0 END) AS bigint), CAST(SUM(CASE WHEN execution_posting.usd > 0 THEN execution_posting.usd ELSE 0 END) AS bigint)
FROM execution_posting JOIN execution_entry ON execution_entry.id = execution_posting.entry_id
WHERE execution_entry.reverses IS NULL GROUP BY execution_posting.currency;

-- What the status of contributions adds up, in the order in which it does.
DROP INDEX posting_contribution;
CREATE INDEX posting_position ON posting (contribution_id, account, on_date, amount, usd);
CREATE INDEX entry_position ON entry (contribution_id, kind, on_date, settles, usd) WHERE reverses IS NULL AND adjusts IS NULL;
CREATE INDEX entry_refund ON entry (contribution_id) WHERE kind = 'refund';
