-- Lists the ready messages in the order of delivery, then those that wait in their groups, and then the
-- delayed ones in the order in which they fall due.
-- KEYS: messages delayed attempts grouped
-- ARGV: [max_attempts duplicate_window publish_counts_subscribers offset limit] wake_channel
-- Returns: for each message id, receipt of its next attempt, due moment or -1, envelope
-- Called by: AdminClient.browse

--@ clock
--@ sweep-and-wake
--@ ready
local ids, dues = page_of_ready(offset, limit), {}
--@ ready-count
if #ids < limit then
	--@ groups
	local skip = math.max(offset - ready_count, 0)
	for _, member in ipairs(redis.call('ZRANGE', grouped, skip, skip + limit - #ids - 1)) do
		ids[#ids + 1] = id_of_waiting(member)
	end
end
if #ids < limit then
	local skip = math.max(offset - ready_count - redis.call('ZCARD', grouped), 0)
	local entries = redis.call('ZRANGE', delayed, skip, skip + limit - #ids - 1, 'WITHSCORES')
	for i = 1, #entries, 2 do
		ids[#ids + 1] = entries[i]
		dues[#ids] = tonumber(entries[i + 1])
	end
end
--@ reply
local reply = {}
if #ids > 0 then
	local envelopes = redis.call('HMGET', messages, unpack(ids))
	local receipts = redis.call('HMGET', attempts, unpack(ids))
	for i, id in ipairs(ids) do
		if envelopes[i] then
			reply[#reply + 1] = text(id) .. text(receipts[i] or '1') .. struct.pack('>d', dues[i] or -1) .. text(envelopes[i])
		end
	end
end
return table.concat(reply)
