-- Counts the messages that are ready, delayed or in flight.
-- KEYS: messages dead
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers] wake_channel
-- Returns: how many
-- Called by: AdminClient.size

--@ clock
--@ sweep-and-wake
return struct.pack('>d', redis.call('HLEN', messages) - redis.call('ZCARD', dead))
