// The `ref`s of rails in SQL, as release/ref.ts writes them and earlier versions of the worker did, which named no page. It parses
// them and does not verify signatures: a report is not worth forging.
const HOME = 'home';

const isSlug = (text: string) =>
  `(${text} GLOB '[a-z]*' AND ${text} NOT GLOB '*[^a-z0-9-]*' AND length(${text}) <= 32)`;

/**
 * SQL: the refs among `texts.text`, with their version, page and rail. A ref has 3 to 6 parts between dots:
 *
 *   SEQ.VERSION.PAGE.RAIL, SEQ.VERSION.u.MAC.PAGE.RAIL, and formerly SEQ.VERSION.RAIL, SEQ.VERSION.u1f.MAC.RAIL
 */
export const PARSED_REFS = `split AS (
    SELECT text, CASE WHEN text GLOB '[0-9]*.*' AND text NOT GLOB '*[^0-9A-Za-z._-]*'
      THEN '["' || replace(text, '.', '","') || '"]' ELSE '[]' END AS parts FROM texts WHERE text IS NOT NULL),
  refs AS MATERIALIZED (
    SELECT text, version, page, rail FROM (
      SELECT text, json_array_length(parts) AS length, parts ->> 0 AS seq, parts ->> 1 AS version, parts ->> 2 AS kind,
        parts ->> 3 AS mac, parts ->> '$[#-1]' AS rail,
        CASE WHEN json_array_length(parts) IN (4, 6) THEN parts ->> '$[#-2]' ELSE '${HOME}' END AS page FROM split)
    WHERE length BETWEEN 3 AND 6 AND seq NOT GLOB '*[^0-9]*' AND length(seq) BETWEEN 1 AND 15
      AND version NOT GLOB '*[^0-9a-f]*' AND length(version) = 16 AND ${isSlug('page')} AND ${isSlug('rail')}
      AND (length < 5 OR (length(mac) = 22 AND CASE length WHEN 6 THEN kind IN ('u', 'h')
        ELSE kind GLOB '[uh][0-9a-f]*' AND substr(kind, 2) NOT GLOB '*[^0-9a-f]*' AND length(kind) <= 5 END)))`;
