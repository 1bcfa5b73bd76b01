-- Counts the messages by state, and reads what consumers tell of themselves if that is asked for.
-- KEYS: messages delayed inflight dead grouped consumers
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers with_consumers] wake_channel
-- Returns: ready, delayed, in flight, dead, age of the oldest ready message in milliseconds; then of each consumer
--          how many milliseconds ago it told what follows
-- Called by: AdminClient.stats, AdminClient.read

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
local reply = { struct.pack(
	'>ddddd',
	ready_count + waiting,
	redis.call('ZCARD', delayed),
	redis.call('ZCARD', inflight),
	redis.call('ZCARD', dead),
	math.max(now - sent_at, 0)
) }
if with_consumers == 1 then
	--@ consumers
	--@ reply
	local told = told_consumers()
	for i = 1, #told, 2 do
		reply[#reply + 1] = struct.pack('>d', now - tonumber(told[i + 1])) .. text(told[i])
	end
end
return table.concat(reply)
