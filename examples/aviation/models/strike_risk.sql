/*
zone: curated
description: Strikes of all years beside the departures of half a year, state by state.
tests:
  - unique: [state_code]
  - relationship: {column: state, to: raw.states.name}
*/
WITH departures AS (
  SELECT origin_state AS state_code, count(*) AS flights
  FROM curated.flights
  GROUP BY origin_state
),
strikes AS (
  SELECT
    state,
    count(*) AS strikes,
    count(damage) AS damaging,
    sum(cost_usd) AS cost_usd
  FROM staging.bird_strikes
  GROUP BY state
)
SELECT
  s.code AS state_code,
  k.state,
  d.flights,
  k.strikes,
  k.damaging,
  k.cost_usd,
  round(1e5 * k.strikes / d.flights, 2) AS strikes_per_100000_flights,
  rank() OVER (ORDER BY k.strikes DESC, k.state) AS strike_rank
FROM strikes k
JOIN raw.states s ON s.name = k.state
JOIN departures d ON d.state_code = s.code
WHERE d.flights >= ${least_flights}
