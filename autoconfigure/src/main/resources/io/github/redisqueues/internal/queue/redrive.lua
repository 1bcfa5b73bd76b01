-- Returns dead letters to the queue as new messages: those with the given ids, or if there are none, the
-- longest dead ones.
-- KEYS: dead reasons
-- ARGV: [publish_counts_subscribers limit] wake_channel ...
--       the ids
-- Returns: how many were returned, which may be fewer than were asked for
-- Called by: AdminClient.redrive

--@ clock
--@ choose-dead
--@ ready
ids = remove_withdrawn(ids)
if #ids > 0 then
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
end
return struct.pack('>d', #ids)
