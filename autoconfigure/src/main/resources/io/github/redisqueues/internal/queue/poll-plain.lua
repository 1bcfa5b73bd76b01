-- Takes the next messages and deletes them, if the queue is plain, see plain.lua.
-- KEYS: messages ready ... those that must not exist
-- ARGV: max
-- Returns: for each message the lengths of id and envelope, and these; or '-'
-- Called by: PollClient.poll

--@ plain
if redis.call('EXISTS', unpack(KEYS, 3)) > 0 then
	return NOT_PLAIN
end
--@ ready-take-plain
if not ids[1] then
	return ''
end
--@ envelopes-plain
for i = 1, #ids do
	-- The end of a message may be that of its deduplication id, and let another one of its group become ready
	are_plain = are_plain and bit.band(string.byte(envelopes[i], 2) or 9, 9) == 0
end
if not are_plain then
	--@ ready-put-back
	return NOT_PLAIN
end
redis.call('HDEL', messages, unpack(ids))
local head = ''
--@ reply-plain
