-- Lists the messages in flight, in the order in which their leases end.
-- KEYS: messages inflight attempts
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers offset limit] wake_channel
-- Returns: for each message id, end of its lease, receipt, envelope
-- Called by: AdminClient.browseInFlight

--@ clock
--@ sweep-and-wake
local entries = redis.call('ZRANGE', inflight, offset, offset + limit - 1, 'WITHSCORES')
--@ reply
local reply = {}
for i = 1, #entries, 2 do
	local id = entries[i]
	local envelope = redis.call('HGET', messages, id)
	if envelope then
		reply[#reply + 1] = text(id)
			.. struct.pack('>d', math.ceil(tonumber(entries[i + 1])))
			.. text(redis.call('HGET', attempts, id) or '1')
			.. text(envelope)
	end
end
return table.concat(reply)
