-- Counts what is ready, delayed or in flight, as of now.
-- KEYS: messages dead
-- ARGV: [max_attempts duplicate_window heard_is_exact] wake_channel
-- Returns: how many
-- Called by: AdminClient.size

--@ clock
--@ swept
return struct.pack('>d', redis.call('HLEN', messages) - redis.call('ZCARD', dead))
