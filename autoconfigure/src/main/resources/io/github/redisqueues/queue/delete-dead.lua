-- Deletes dead letters: the one that is named, or the longest dead.
-- Include: clock envelope settle
-- ARGV: #duplicate_window #limit id
-- Returns: {how many were deleted}
-- Called by: QueueCommands.deleteDead

local ids = { id }
if id == '' then
	ids = redis.call('ZRANGE', dead, 0, limit - 1)
elseif not redis.call('ZSCORE', dead, id) then
	return { 0 }
end
if #ids == 0 then
	return { 0 }
end
redis.call('ZREM', dead, unpack(ids))
redis.call('HDEL', reasons, unpack(ids))
local none = {}
for i = 1, #ids do
	none[i] = ''
end
forget(ids, none)
return { #ids }
