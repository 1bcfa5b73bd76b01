-- Deletes dead letters: those with the given ids, or if there are none, the longest dead ones.
-- KEYS: dead reasons
-- ARGV: [duplicate_window limit] ...
--       the ids
-- Returns: how many were deleted
-- Called by: AdminClient.deleteDead

--@ clock
--@ choose-dead
if #ids > 0 then
	--@ settle
	redis.call('ZREM', dead, unpack(ids))
	redis.call('HDEL', reasons, unpack(ids))
	-- Their deduplication ids were released when they died
	local deduplication_ids = {}
	for i = 1, #ids do
		deduplication_ids[i] = ''
	end
	delete_messages(ids, deduplication_ids)
end
return struct.pack('>d', #ids)
