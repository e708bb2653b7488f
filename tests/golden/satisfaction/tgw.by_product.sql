-- by: product
-- where: channel=web
WITH sold AS (
  SELECT l.product_id AS product, count(DISTINCT (b.source, b.order_id)) AS purchases
  FROM bought b JOIN order_lines l USING (source, order_id)
  WHERE b.channel = 'web' AND l.quantity > 0 AND l.amount > 0
  GROUP BY product
), wrong AS (
  SELECT c.product_id AS product, count(*) AS complaints
  FROM complaints c LEFT JOIN bought b USING (source, order_id)
  WHERE (c.kind IS NULL OR c.kind = 'complaint')
    AND CASE WHEN b.order_id IS NULL THEN c.channel ELSE b.channel END = 'web'
  GROUP BY product
)
SELECT coalesce(s.product, w.product) AS product, coalesce(complaints, 0) AS complaints,
       coalesce(purchases, 0) AS n,
       CASE WHEN purchases >= 30 THEN 1000.0 * coalesce(complaints, 0) / purchases END AS tgw
FROM sold s FULL JOIN wrong w ON w.product = s.product
