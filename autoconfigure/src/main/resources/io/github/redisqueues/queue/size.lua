-- Counts what is ready, delayed or in flight, as of now.
-- Include: clock envelope ready lease settle sweep wake
-- ARGV: #max_attempts #duplicate_window wake_channel #heard_is_exact
-- Returns: {how many}
-- Called by: QueueCommands.size

wake(sweep())
return { redis.call('HLEN', messages) - redis.call('ZCARD', dead) }
