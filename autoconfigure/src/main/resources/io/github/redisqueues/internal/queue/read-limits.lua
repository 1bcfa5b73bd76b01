-- Reads the limits that were changed.
-- KEYS: paused
-- ARGV: none
-- Returns: capacity, limit in flight, permits and period of the rate, concurrency of listeners, each -1 if it was not changed
-- Called by: LimitsClient.current

--@ clock
--@ pauses
return stored_limits()
