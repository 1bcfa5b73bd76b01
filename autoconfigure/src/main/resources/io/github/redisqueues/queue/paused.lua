-- Whether delivery is stopped.
-- KEYS: paused
-- Returns: {1} or {0}
-- Called by: QueueCommands.isPaused

return { redis.call('EXISTS', paused) }
