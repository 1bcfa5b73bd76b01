-- Stops delivery for every process.
-- KEYS: paused
-- Returns: nothing
-- Called by: AdminClient.pause

redis.call('SET', paused, 1)
return ''
