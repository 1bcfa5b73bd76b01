-- Tells whether delivery is stopped.
-- KEYS: paused
-- ARGV: none
-- Returns: 1 if it is, otherwise 0
-- Called by: AdminClient.isPaused

return struct.pack('>d', redis.call('EXISTS', paused))
