-- Lists the ready messages in the order of delivery, then those that wait in their groups, and then the
-- delayed ones in the order in which they fall due.
-- KEYS: messages delayed attempts grouped
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers offset limit] wake_channel
-- Returns: for each message id, its state (0 ready, 1 waiting, 2 delayed), how many messages are ahead of it, due moment or -1, receipt of its next attempt, envelope
-- Called by: AdminClient.browse

--@ clock
--@ sweep-and-wake
--@ ready
local ids, dues, states, positions = page_of_ready(offset, limit), {}, {}, {}
for i = 1, #ids do
	states[i], positions[i] = 0, offset + i - 1
end
--@ ready-count
if #ids < limit then
	--@ groups
	local skip, position, line = math.max(offset - ready_count, 0), 0, nil
	for _, member in ipairs(redis.call('ZRANGE', grouped, skip, skip + limit - #ids - 1)) do
		local id, own = id_of_waiting(member), line_of_waiting(member)
		position = own == line and position + 1 or position_of_waiting(id) or 1
		line = own
		ids[#ids + 1] = id
		states[#ids], positions[#ids] = 1, position
	end
end
if #ids < limit then
	local skip = math.max(offset - ready_count - redis.call('ZCARD', grouped), 0)
	local entries = redis.call('ZRANGE', delayed, skip, skip + limit - #ids - 1, 'WITHSCORES')
	for i = 1, #entries, 2 do
		ids[#ids + 1] = entries[i]
		states[#ids], positions[#ids], dues[#ids] = 2, skip + (i - 1) / 2, tonumber(entries[i + 1])
	end
end
--@ reply
local reply = {}
if #ids > 0 then
	local envelopes = redis.call('HMGET', messages, unpack(ids))
	local receipts = redis.call('HMGET', attempts, unpack(ids))
	for i, id in ipairs(ids) do
		if envelopes[i] then
			reply[#reply + 1] = text(id)
				.. struct.pack('>ddd', states[i], positions[i], dues[i] or -1)
				.. text(receipts[i] or '1')
				.. text(envelopes[i])
		end
	end
end
return table.concat(reply)
