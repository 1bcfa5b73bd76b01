-- Deletes dead letters: the one that is named, or the longest dead.
-- KEYS: dead reasons
-- ARGV: [duplicate_window limit] id
-- Returns: how many were deleted
-- Called by: QueueCommands.deleteDead

--@ clock
--@ dead-ids
if #ids > 0 then
	--@ settle
	redis.call('ZREM', dead, unpack(ids))
	redis.call('HDEL', reasons, unpack(ids))
	-- Their deduplication ids were settled when they died
	local deduplication_ids = {}
	for i = 1, #ids do
		deduplication_ids[i] = ''
	end
	forget(ids, deduplication_ids)
end
return struct.pack('>d', #ids)
