-- One partition, one day: reads a seventh of the table at most.
SELECT
  extract(hour FROM departed_at) AS hour,
  count(*) AS flights,
  max(delay_minutes) AS worst_delay
FROM curated.flights
WHERE month = '2001-02' AND date(departed_at) = DATE '2001-02-14'
GROUP BY 1
ORDER BY worst_delay DESC
LIMIT 3
