/*
zone: staging
description: One row a strike; an empty speed is unknown, an implausible one sets the row aside.
expectations:
  - name: the speed is plausible
    check: speed_knots IS NULL OR speed_knots BETWEEN 30 AND 300
    on_fail: reject
  - name: the cost is known
    check: cost_usd IS NOT NULL
    on_fail: warn
reject_limit: 5%
tests:
  - not_null: [flight_date, state, operator]
  - accepted_values: {column: wildlife_size, values: [Small, Medium, Large]}
  - range: {column: flight_date, min: '1990-01-01', max: '2002-12-31', on_fail: warn}
  - row_count: {min: 9000}
*/
SELECT
  "flight date" AS flight_date,
  "airport name" AS airport,
  "origin state" AS state,
  -- A star marks operators that were merged into others.
  rtrim(regexp_replace("aircraft airline operator", '\*$')) AS operator,
  "aircraft make model" AS aircraft,
  "phase of flight" AS phase,
  "wildlife size" AS wildlife_size,
  "wildlife species" AS species,
  CASE WHEN "effect amount of damage" = 'None' THEN NULL ELSE "effect amount of damage" END AS damage,
  CAST("cost total $" AS decimal(12, 2)) AS cost_usd,
  "speed ias in knots" AS speed_knots
FROM raw.birdstrikes
