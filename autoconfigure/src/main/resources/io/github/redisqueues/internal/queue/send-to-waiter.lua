-- Adds a message like send.lua, and if it is the only one that is ready, leases it to a process that waits and sends it
-- there.
-- KEYS: messages ready waiters paused
-- ARGV: [publish_counts_subscribers flags priority] wake_channel ...
--       the message's id and the rest of its envelope
-- Returns: nothing, or 3 if sending is paused, 5 if the queue has a capacity for now, 7 if the message is stored and nobody waits
-- Called by: SendClient.send (if somebody waited at the last send)

--@ clock
local was_empty = redis.call('EXISTS', ready) == 0
--@ attention
local header = struct.pack('>BBd', 1, flags, now)
--@ add-plain
if not needs_attention then
	return struct.pack('>d', 7)
end
if new_ids[1] then
	if was_empty and redis.call('EXISTS', paused) == 0 then
		--@ push
		if push(new_ids[1], envelopes[1]) then
			redis.call('DEL', ready)
		end
	else
		--@ wake
		wake(1)
	end
end
return ''
