-- Counts the messages by where they are, as of now.
-- Include: clock envelope ready lease settle sweep wake
-- ARGV: #max_attempts #duplicate_window wake_channel #heard_is_exact
-- Returns: {ready, delayed, in flight, dead, age of the oldest ready message in milliseconds}
-- Called by: QueueCommands.stats

wake(sweep())
local oldest = ready_oldest()
local envelope = oldest and redis.call('HGET', messages, oldest)
local age = envelope and math.max(now - sent_at_of(envelope), 0) or 0
return {
	ready_count(),
	redis.call('ZCARD', delayed),
	redis.call('ZCARD', inflight),
	redis.call('ZCARD', dead),
	age,
}
