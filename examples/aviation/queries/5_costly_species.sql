-- What the costliest birds were, and how fast the aircraft went.
SELECT
  species,
  count(*) AS strikes,
  sum(cost_usd) AS cost_usd,
  round(avg(speed_knots), 1) AS mean_speed
FROM staging.bird_strikes
GROUP BY species
HAVING sum(cost_usd) > 100000
ORDER BY cost_usd DESC
LIMIT 5
