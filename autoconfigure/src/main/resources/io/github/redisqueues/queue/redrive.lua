-- Sends dead letters back into the queue as if they were new: the one that is named, or the
-- longest dead. Receipts of their earlier life stay worthless.
-- Include: clock envelope ready wake
-- KEYS: dead reasons attempts
-- ARGV: wake_channel #heard_is_exact #limit id
-- Returns: {how many went back}
-- Called by: QueueCommands.redrive

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
for _, each in ipairs(ids) do
	redis.call('HSET', attempts, each, '1.' .. now)
end
ready_reset(ids)
ready_add(ids)
wake(#ids)
return { #ids }
