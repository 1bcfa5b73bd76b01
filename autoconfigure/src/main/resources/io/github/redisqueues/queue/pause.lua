-- Stops delivery for every process.
-- KEYS: paused
-- Returns: {1}
-- Called by: QueueCommands.pause

redis.call('SET', paused, 1)
return { 1 }
