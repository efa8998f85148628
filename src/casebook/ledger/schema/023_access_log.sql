-- The access log in the ledger's proof: of which petition an entry tells, how a stretch of entries is settled before its
-- root is published as an event, and how old entries go. Nobody removes one that is younger than 180 days.
SET LOCAL ROLE casebook_owner;
INSERT INTO ledger.beside_petitions (event, stream) VALUES ('access-log-published', 'accesses');

ALTER TABLE access_log.entries ADD COLUMN petition_id uuid;
CREATE INDEX entries_petition ON access_log.entries (petition_id, position) WHERE petition_id IS NOT NULL;
GRANT INSERT (petition_id) ON access_log.entries TO casebook_app;

CREATE FUNCTION access_log.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = access_log, pg_temp AS $$
BEGIN
  IF tg_op = 'DELETE' AND OLD.at < clock_timestamp() - interval '180 days' THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% on access_log.entries is refused: nobody changes an entry, nor removes one of the last 180 days', tg_op
    USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER no_change ON access_log.entries;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON access_log.entries FOR EACH ROW EXECUTE FUNCTION access_log.refuse();
ALTER TABLE access_log.entries ENABLE ALWAYS TRIGGER no_change;

-- The last position, once no entry before it can come any more: whoever writes one holds a lock that this waits for.
CREATE FUNCTION access_log.settled() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = access_log, pg_temp AS $$
BEGIN
  LOCK TABLE access_log.entries IN SHARE MODE;
  RETURN (SELECT coalesce(max(position), 0) FROM access_log.entries);
END $$;

-- Removes whole published stretches whose newest entry is older than that; never what is not published.
CREATE FUNCTION access_log.remove_old(keep interval) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = access_log, pg_temp AS $$
  WITH gone AS (
    DELETE FROM access_log.entries WHERE position <= (
      SELECT max((e.body -> 'data' ->> 'last')::bigint) FROM ledger.events e
      WHERE e.originator_id = '0c1b7f52-8a3e-5d64-b0f9-2e7d91c4a6b3'
        AND (e.body -> 'data' ->> 'until')::timestamptz < now() - greatest(keep, interval '180 days'))
    RETURNING 1)
  SELECT count(*) FROM gone
$$;
REVOKE EXECUTE ON FUNCTION access_log.refuse, access_log.settled, access_log.remove_old FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_log.settled, access_log.remove_old TO casebook_app;
