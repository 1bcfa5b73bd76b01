-- Stops delivery for every process.
-- KEYS: meta
-- Returns: {1}
-- Called by: QueueCommands.pause

redis.call('HSET', meta, 'paused', 1)
return { 1 }
