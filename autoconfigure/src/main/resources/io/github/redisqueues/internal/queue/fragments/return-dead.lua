-- Returns dead letters to the queue as new messages.
-- KEYS: dead reasons
-- Needs: now, ids (at least one, not to be changed afterwards), add_ready()
-- Provides: none

--@ groups
--@ new-receipt
--@ wake
redis.call('ZREM', dead, unpack(ids))
redis.call('HDEL', reasons, unpack(ids))
for _, each in ipairs(ids) do
	new_receipt(each)
end
local deliverable = join(ids)
if deliverable[1] then
	add_ready(deliverable)
end
wake(#deliverable)
