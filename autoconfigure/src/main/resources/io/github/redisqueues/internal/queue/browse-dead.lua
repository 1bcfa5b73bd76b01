-- Lists dead letters, the longest dead first.
-- KEYS: messages dead reasons attempts
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers offset limit] wake_channel
-- Returns: for each dead letter id, last receipt, moment of death, reason, envelope
-- Called by: AdminClient.browseDead

--@ clock
--@ sweep-and-wake
local entries = redis.call('ZRANGE', dead, offset, offset + limit - 1, 'WITHSCORES')
--@ reply
local reply = {}
for i = 1, #entries, 2 do
	local id = entries[i]
	reply[#reply + 1] = text(id)
		.. text(redis.call('HGET', attempts, id) or '1')
		.. struct.pack('>d', tonumber(entries[i + 1]))
		.. text(redis.call('HGET', reasons, id) or '')
		.. text(redis.call('HGET', messages, id) or '')
end
return table.concat(reply)
