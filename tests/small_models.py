"""Small read models that tests write themselves."""

from __future__ import annotations

from casebook.readmodels.definition import Definition, parse


def numbers(divide_by: str = "1") -> Definition:
    """A model of one number a petition; `divide_by` may fail for some event."""
    return parse(
        f"""\
-- numbers: how many events has each petition?
-- readers: public
-- table --
petition_id uuid PRIMARY KEY, events bigint NOT NULL
-- rows --
SELECT petition_id, sum(1 / ({divide_by})) AS events FROM history GROUP BY petition_id
-- all --
SELECT * FROM numbers ORDER BY petition_id
-- total --
SELECT coalesce(sum(events), 0)::bigint AS events, count(*) AS petitions FROM numbers
""",
        "numbers.sql",
    )


FAILS_AT_TERMINATED = "CASE event WHEN 'terminated' THEN 0 ELSE 1 END"
