-- Takes the next messages for good.
-- KEYS: messages attempts deduplication
-- ARGV: [max max_in_flight max_attempts duplicate_window heard_is_exact waiting] wake_channel process
-- Returns: {more, milliseconds to the next look or -1, then for each message id, envelope}
-- Called by: QueueCommands.poll

--@ clock
--@ take
if ids[1] then
	if duplicate_window == 0 and redis.call('EXISTS', attempts, deduplication) == 0 then
		redis.call('HDEL', messages, unpack(ids))
	else
		--@ envelope
		--@ settle
		local deduplication_ids = {}
		for i = 1, #ids do
			deduplication_ids[i] = deduplication_id_of(envelopes[i])
		end
		forget(ids, deduplication_ids)
	end
end
--@ report
local reply = { left, next_look }
for i, id in ipairs(ids) do
	reply[2 * i + 1] = id
	reply[2 * i + 2] = envelopes[i]
end
return reply
