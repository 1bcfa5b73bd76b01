-- Adds messages that are ready at once, all or none, to a queue without a capacity and a duplicate window.
-- Leaves a message alone whose id is known.
-- KEYS: messages ready waiters paused
-- ARGV: [publish_counts_subscribers flags priority] wake_channel ...
--       for each message its id and the rest of its envelope
-- Returns: nothing, or 3 if sending is paused, 5 if the queue has a capacity for now, 7 if the messages are stored and somebody waits
-- Called by: SendClient.send (unless it needs send-with-options.lua or send-to-waiter.lua)

--@ clock
--@ attention
local header = struct.pack('>BBd', 1, flags, now)
if #ARGV == first_rest + 1 and not needs_attention then
	local id, rest = ARGV[first_rest], ARGV[first_rest + 1]
	--@ ready-add-one
	return ''
end
--@ add-plain
if not needs_attention then
	return ''
end
--@ wake
wake(#new_ids)
return struct.pack('>d', 7)
