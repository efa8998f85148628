"""What is read beside the stored bytes: their content as JSON, the numbers of closings, documents that events name.

None of it is signed, so it is derived anew; not by the function that has derived it, which may be another one by now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import psycopg

from casebook.errors import Tampered

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from casebook.ledger.datastore import Rows

_BODIES: Final = """
SELECT notification_id FROM ledger.events WHERE body IS DISTINCT FROM
  CASE WHEN get_byte(state, 0) = 123 THEN convert_from(state, 'UTF8')::jsonb END
ORDER BY notification_id LIMIT 1000
"""
_NUMBERS: Final = """
WITH closings AS (
  SELECT notification_id AS position, originator_id,
    'closure' || coalesce('/' || (body -> 'src' ->> 'name'), '') AS series
  FROM ledger.events WHERE topic = 'closed' AND (body -> 'data' ->> 'first_closure')::boolean
), numbered AS (SELECT *, row_number() OVER (PARTITION BY series ORDER BY position) AS n FROM closings)
SELECT coalesce(e.position, o.position) FROM numbered e FULL JOIN ledger.ordinals o
  ON (o.position, o.series, o.n, o.petition_id) = (e.position, e.series, e.n, e.originator_id)
WHERE e.position IS NULL OR o.position IS NULL ORDER BY 1 LIMIT 1000
"""

_DOCUMENTS: Final = """
SELECT e.notification_id FROM ledger.events e
  LEFT JOIN ledger.documents d ON d.digest = decode(e.body -> 'data' ->> 'digest', 'hex')
WHERE e.topic IN ('adopted', 'ranking-drafted', 'ranking-published', 'ranking-corrected')
  AND sha256(d.content) IS DISTINCT FROM decode(e.body -> 'data' ->> 'digest', 'hex')
ORDER BY 1 LIMIT 1000
"""


def misread(connect: Callable[[], AbstractContextManager[Rows]]) -> list[Tampered]:
    """Where SQL reads what the bytes do not say, a closing has another number, or a document is not the one named.

    Of each the first thousand.

    Raises:
        Unavailable: the database is gone.
    """
    found = []
    for statement, said in ((_BODIES, _other_body), (_NUMBERS, _other_number), (_DOCUMENTS, _other_document)):
        try:
            with connect() as connection:
                found += [said(position) for (position,) in connection.execute(statement).fetchall()]
        except psycopg.DataError:  # where these bytes are, their leaf has told
            found.append(Tampered(0, "有事件的原文不是 JSON。", "The bytes of an event are no JSON."))
    return found


def _other_body(position: int) -> Tampered:
    return Tampered(
        position,
        f"账本第 {position} 号事件供统计读取的内容与其原文不符。",
        f"What statistics read of the event at position {position} is not what its bytes say.",
    )


def _other_number(position: int) -> Tampered:
    return Tampered(
        position,
        f"账本第 {position} 号办结的序号与实际次序不符。",
        f"The closing at position {position} does not have the number that it came as.",
    )


def _other_document(position: int) -> Tampered:
    return Tampered(
        position,
        f"账本第 {position} 号事件所指的文档缺失或被改动。",
        f"The document that the event at position {position} names is missing, or is another.",
    )
