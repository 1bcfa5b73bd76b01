-- Whether delivery is stopped.
-- KEYS: paused
-- Returns: 1 or 0
-- Called by: AdminClient.isPaused

return struct.pack('>d', redis.call('EXISTS', paused))
