-- +goose Up
-- What the entries of a contribution come to from one day to another, both
-- included, kept with the postings: of each kind of entry "kind/" and of each
-- account "/account" (of refunds "refund/account") the amount and the
-- US dollars in 1/10000, "/receivable 0 0;receipt/ 600000 780000". A contribution
-- has a row from each day on which something of it counts, the last without end
-- (2199-12-31).
CREATE TABLE standing (
    contribution_id bigint NOT NULL REFERENCES contribution (id),
    from_date       date NOT NULL,
    to_date         date NOT NULL,
    sums            text COLLATE "C" NOT NULL,
    PRIMARY KEY (contribution_id, from_date),
    CHECK (from_date <= to_date)
);

INSERT INTO standing (contribution_id, from_date, to_date, sums)
WITH moved AS (
    SELECT entry.contribution_id, entry.on_date, COALESCE(original.kind, entry.kind) || '/' AS figure, entry.settles AS amount, entry.usd
    FROM entry LEFT JOIN entry AS original
        ON entry.kind IN ('reversal', 'rate_correction') AND original.id = COALESCE(entry.reverses, entry.adjusts)
    UNION ALL
    SELECT posting.contribution_id, posting.on_date,
        CASE WHEN COALESCE(original.kind, entry.kind) = 'refund' THEN 'refund/' ELSE '/' END || posting.account, posting.amount, posting.usd
    FROM posting JOIN entry ON entry.id = posting.entry_id LEFT JOIN entry AS original
        ON entry.kind IN ('reversal', 'rate_correction') AND original.id = COALESCE(entry.reverses, entry.adjusts)
    WHERE posting.account NOT IN ('cash', 'conversion', 'bank_charges', 'revenue', 'memo:pledges')
), day AS (
    SELECT contribution_id, on_date, LEAD(on_date) OVER (PARTITION BY contribution_id ORDER BY on_date) AS next_date
    FROM (SELECT DISTINCT contribution_id, on_date FROM moved) AS days
), running AS (
    SELECT day.contribution_id, day.on_date, day.next_date, moved.figure,
        CAST(SUM(moved.amount) AS bigint) AS amount, CAST(SUM(moved.usd) AS bigint) AS usd
    FROM day JOIN moved ON moved.contribution_id = day.contribution_id AND moved.on_date <= day.on_date
    GROUP BY day.contribution_id, day.on_date, day.next_date, moved.figure
)
SELECT contribution_id, on_date, COALESCE(next_date - 1, date '2199-12-31'),
    string_agg(figure || ' ' || amount || ' ' || usd, ';' ORDER BY figure COLLATE "C")
FROM running GROUP BY contribution_id, on_date, next_date;

CREATE TRIGGER standing_key BEFORE UPDATE OF contribution_id, from_date ON standing FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER standing_delete BEFORE DELETE ON standing FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER standing_no_truncate BEFORE TRUNCATE ON standing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
