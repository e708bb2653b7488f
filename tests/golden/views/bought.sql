-- Purchases: documents with something sold, each with its customer; see facts/purchases.py.
WITH sold AS (
  SELECT source, order_id,
         sum(amount) FILTER (WHERE quantity > 0 AND amount > 0) AS amount,
         count(*) FILTER (WHERE quantity > 0 AND amount > 0) AS lines
  FROM order_lines GROUP BY source, order_id
)
SELECT o.source, o.order_id, o.order_date AS day, o.branch, o.channel, o.country, o.currency,
       coalesce(l.customer_id, o.source || ':' || o.record_id) AS customer,
       CASE WHEN o.status IN ('cancelled', 'unavailable') THEN NULL
            ELSE coalesce(s.amount, CASE WHEN s.lines IS NULL THEN o.total END) END AS amount
FROM orders o
LEFT JOIN sold s ON s.source = o.source AND s.order_id = o.order_id
LEFT JOIN customer_links l ON l.source = o.source AND l.record_id = o.record_id
WHERE s.lines > 0 OR (s.lines IS NULL AND coalesce(o.total, 0) >= 0)
