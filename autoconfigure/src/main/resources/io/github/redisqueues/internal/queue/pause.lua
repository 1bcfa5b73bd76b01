-- Stops delivery for all processes.
-- KEYS: paused
-- ARGV: none
-- Returns: nothing
-- Called by: AdminClient.pause

redis.call('SET', paused, 1)
return ''
