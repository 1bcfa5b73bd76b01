-- Sends dead letters back into the queue as if they were new: the one that is named, or the
-- longest dead.
-- KEYS: dead reasons
-- ARGV: [heard_is_exact limit] wake_channel id
-- Returns: how many went back, which may be fewer than there are
-- Called by: QueueCommands.redrive

--@ clock
--@ dead-ids
--@ ready
ids = reset_few(ids)
if #ids > 0 then
	--@ groups
	--@ new-life
	--@ wake
	redis.call('ZREM', dead, unpack(ids))
	redis.call('HDEL', reasons, unpack(ids))
	for _, each in ipairs(ids) do
		begin_life(each)
	end
	local takeable = join(ids)
	if takeable[1] then
		add_ready(takeable)
	end
	wake(#takeable)
end
return struct.pack('>d', #ids)
