-- Takes up delivery again and wakes everyone who waits.
-- Include: clock wake
-- ARGV: wake_channel #heard_is_exact
-- Returns: {1}
-- Called by: QueueCommands.resume

redis.call('HDEL', meta, 'paused')
wake(MOST_TRIED)
return { 1 }
