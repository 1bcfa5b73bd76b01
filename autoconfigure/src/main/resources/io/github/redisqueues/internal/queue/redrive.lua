-- Returns dead letters to the queue as new messages: those with the given ids, or if there are none, the
-- longest dead ones.
-- KEYS: dead
-- ARGV: [publish_counts_subscribers limit] wake_channel ...
--       the ids
-- Returns: how many were returned, which may be fewer than were asked for
-- Called by: AdminClient.redrive

--@ clock
--@ choose-dead
--@ ready
ids = remove_withdrawn(ids)
if #ids > 0 then
	--@ return-dead
end
return struct.pack('>d', #ids)
