-- Where birds are met most often.
SELECT strike_rank, state, flights, strikes, cost_usd, strikes_per_100000_flights
FROM curated.strike_risk
ORDER BY strike_rank
LIMIT 5
