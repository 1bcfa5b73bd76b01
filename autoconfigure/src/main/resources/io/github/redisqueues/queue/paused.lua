-- Whether delivery is stopped.
-- KEYS: meta
-- Returns: {1} or {0}
-- Called by: QueueCommands.isPaused

return { redis.call('HEXISTS', meta, 'paused') }
