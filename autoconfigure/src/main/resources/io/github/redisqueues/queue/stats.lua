-- Counts the messages by where they are, as of now.
-- KEYS: messages delayed inflight dead
-- ARGV: [max_attempts duplicate_window heard_is_exact] wake_channel
-- Returns: ready, delayed, in flight, dead, age of the oldest ready message in milliseconds
-- Called by: QueueCommands.stats

--@ clock
--@ swept
--@ envelope
--@ order
--@ ready
local oldest = oldest_ready()
local envelope = oldest and redis.call('HGET', messages, oldest)
local sent_at = envelope and sent_at_of(envelope) or now
return struct.pack(
	'>ddddd',
	count_ready(),
	redis.call('ZCARD', delayed),
	redis.call('ZCARD', inflight),
	redis.call('ZCARD', dead),
	math.max(now - sent_at, 0)
)
