-- Counts the messages by state.
-- KEYS: messages delayed inflight dead grouped
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers] wake_channel
-- Returns: ready, delayed, in flight, dead, age of the oldest ready message in milliseconds
-- Called by: AdminClient.stats

--@ clock
--@ sweep-and-wake
--@ envelope
--@ ready
--@ ready-count
local sent_at = now
local function consider(oldest)
	local envelope = oldest and redis.call('HGET', messages, oldest)
	sent_at = math.min(sent_at, envelope and sent_at_of(envelope) or now)
end
consider(oldest_ready())
local waiting = redis.call('ZCARD', grouped)
if waiting > 0 then
	--@ groups
	consider(oldest_waiting())
end
return struct.pack(
	'>ddddd',
	ready_count + waiting,
	redis.call('ZCARD', delayed),
	redis.call('ZCARD', inflight),
	redis.call('ZCARD', dead),
	math.max(now - sent_at, 0)
)
