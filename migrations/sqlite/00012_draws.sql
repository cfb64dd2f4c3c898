-- +goose Up
-- What spending is for, and which contribution's money, under which earmark, it
-- holds and draws. Amounts are whole numbers of 1/10000 of a US dollar.

-- What an entry is for, as far as it is for something.
CREATE TABLE execution_purpose (
    entry_id   INTEGER PRIMARY KEY REFERENCES execution_entry (id),
    instrument TEXT NOT NULL CHECK (instrument IN ('', 'convention', 'trafficking', 'migrants', 'firearms')),
    article    TEXT NOT NULL,
    region     TEXT NOT NULL,
    country    TEXT NOT NULL,
    project    TEXT NOT NULL,
    CHECK (instrument <> '' OR article = ''),
    CHECK (instrument <> '' OR region <> '' OR country <> '' OR project <> '')
) STRICT;

CREATE INDEX execution_purpose_project ON execution_purpose (project);

-- By how much an entry changes what is held for a commitment and what is drawn,
-- each for direct cost and for programme support cost; what is given back is
-- negative. A part of no contribution is of an entry that was recorded when it
-- was not kept what spending draws on.
CREATE TABLE execution_draw (
    entry_id        INTEGER NOT NULL REFERENCES execution_entry (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    commitment_id   INTEGER REFERENCES execution_entry (id),
    contribution_id INTEGER REFERENCES contribution (id),
    earmark_id      INTEGER REFERENCES earmark (id),
    received        TEXT CHECK (date(received) IS received),
    on_date         TEXT NOT NULL CHECK (date(on_date) IS on_date),
    rule            TEXT NOT NULL CHECK (rule IN ('tightly', 'earmarked', 'softly', 'unearmarked', 'overridden', 'unrecorded')),
    reason          TEXT NOT NULL,
    psc_percent     TEXT NOT NULL CHECK (psc_percent <> '' AND psc_percent NOT GLOB '*[^0-9.]*'),
    held            INTEGER NOT NULL,
    held_psc        INTEGER NOT NULL,
    direct          INTEGER NOT NULL,
    psc             INTEGER NOT NULL,
    PRIMARY KEY (entry_id, seq),
    CHECK ((rule = 'unrecorded') = (contribution_id IS NULL)),
    CHECK ((rule = 'unrecorded') = (earmark_id IS NULL)),
    CHECK ((rule = 'unrecorded') = (received IS NULL)),
    CHECK ((rule = 'overridden') = (reason <> '')),
    CHECK (held = 0 AND held_psc = 0 OR commitment_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

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

-- +goose StatementBegin
CREATE TRIGGER execution_purpose_update BEFORE UPDATE ON execution_purpose BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_purpose_delete BEFORE DELETE ON execution_purpose BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_draw_update BEFORE UPDATE ON execution_draw BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_draw_delete BEFORE DELETE ON execution_draw BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
