-- +goose Up
-- What spending is for, and which contribution's money, under which earmark, it
-- holds and draws. Amounts are whole numbers of 1/10000 of a US dollar.

-- What an entry is for, as far as it is for something.
CREATE TABLE execution_purpose (
    entry_id   bigint PRIMARY KEY REFERENCES execution_entry (id),
    instrument text COLLATE "C" NOT NULL CHECK (instrument IN ('', 'convention', 'trafficking', 'migrants', 'firearms')),
    article    text COLLATE "C" NOT NULL,
    region     text COLLATE "C" NOT NULL,
    country    text COLLATE "C" NOT NULL,
    project    text COLLATE "C" NOT NULL,
    CHECK (instrument <> '' OR article = ''),
    CHECK (instrument <> '' OR region <> '' OR country <> '' OR project <> '')
);

CREATE INDEX execution_purpose_project ON execution_purpose (project);

-- By how much an entry changes what is held for a commitment and what is drawn,
-- each for direct cost and for programme support cost; what is given back is
-- negative. A part of no contribution is of an entry that was recorded when it
-- was not kept what spending draws on.
CREATE TABLE execution_draw (
    entry_id        bigint NOT NULL REFERENCES execution_entry (id),
    seq             bigint NOT NULL CHECK (seq > 0),
    commitment_id   bigint REFERENCES execution_entry (id),
    contribution_id bigint REFERENCES contribution (id),
    earmark_id      bigint REFERENCES earmark (id),
    received        date,
    on_date         date NOT NULL,
    rule            text COLLATE "C" NOT NULL CHECK (rule IN ('tightly', 'earmarked', 'softly', 'unearmarked', 'overridden', 'unrecorded')),
    reason          text COLLATE "C" NOT NULL,
    psc_percent     text COLLATE "C" NOT NULL CHECK (psc_percent ~ '^[0-9]+(\.[0-9]+)?$'),
    held            bigint NOT NULL,
    held_psc        bigint NOT NULL,
    direct          bigint NOT NULL,
    psc             bigint NOT NULL,
    PRIMARY KEY (entry_id, seq),
    CHECK ((rule = 'unrecorded') = (contribution_id IS NULL)),
    CHECK ((rule = 'unrecorded') = (earmark_id IS NULL)),
    CHECK ((rule = 'unrecorded') = (received IS NULL)),
    CHECK ((rule = 'overridden') = (reason <> '')),
    CHECK (held = 0 AND held_psc = 0 OR commitment_id IS NOT NULL)
);

CREATE INDEX execution_draw_money ON execution_draw (contribution_id, earmark_id, on_date, held, held_psc, direct, psc);
CREATE INDEX execution_draw_commitment ON execution_draw (commitment_id);

-- What was recorded before, from its postings.
INSERT INTO execution_draw (entry_id, seq, commitment_id, on_date, rule, reason, psc_percent, held, held_psc, direct, psc)
SELECT e.id, 1,
       CASE o.kind WHEN 'commitment' THEN o.id WHEN 'commitment_change' THEN o.of_entry WHEN 'expense' THEN o.of_entry END,
       e.on_date, 'unrecorded', '', CASE o.kind WHEN 'payment' THEN '0' ELSE a.psc_percent END, p.held, p.held_psc, p.used - p.held - p.held_psc - p.psc, p.psc
FROM execution_entry AS e
JOIN execution_entry AS o ON o.id = COALESCE(e.reverses, e.id)
JOIN allotment AS a ON a.id = e.allotment_id AND a.funding <> 'regular'
JOIN (
    SELECT entry_id,
           -SUM(CASE WHEN account = 'memo:committed' THEN usd ELSE 0 END) AS held,
           -SUM(CASE WHEN account = 'memo:psc_held' THEN usd ELSE 0 END) AS held_psc,
           SUM(CASE WHEN account = 'psc_expense' THEN usd ELSE 0 END) AS psc,
           -SUM(CASE WHEN account IN ('cash', 'payable', 'memo:committed', 'memo:psc_held') THEN usd ELSE 0 END) AS used
    FROM execution_posting WHERE fund <> 'psc' GROUP BY entry_id
) AS p ON p.entry_id = e.id
WHERE p.held <> 0 OR p.held_psc <> 0 OR p.psc <> 0 OR p.used <> 0;

CREATE TRIGGER execution_purpose_append_only BEFORE UPDATE OR DELETE ON execution_purpose FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER execution_purpose_no_truncate BEFORE TRUNCATE ON execution_purpose FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER execution_draw_append_only BEFORE UPDATE OR DELETE ON execution_draw FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER execution_draw_no_truncate BEFORE TRUNCATE ON execution_draw FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
