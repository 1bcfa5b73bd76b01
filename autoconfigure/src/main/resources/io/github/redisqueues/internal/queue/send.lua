-- Adds messages that are ready at once, all or none, to a queue without a capacity and a duplicate window.
-- Leaves a message alone whose id is known.
-- KEYS: messages ready waiters paused
-- ARGV: [publish_counts_subscribers flags priority] wake_channel ...
--       for each message its id and the rest of its envelope
-- Returns: nothing, or 3 if sending is paused, 5 if the queue has a capacity for now
-- Called by: SendClient.send (unless it needs send-with-options.lua)

--@ clock
local needs_attention = redis.call('EXISTS', waiters, paused) > 0
if needs_attention then
	--@ pauses
	if is_sending_paused() then
		return struct.pack('>d', 3)
	end
	if changed_capacity() then
		return struct.pack('>d', 5)
	end
end
local is_due = true
local header = struct.pack('>BBd', 1, flags, now)
if #ARGV == first_rest + 1 and not needs_attention then
	local id, rest = ARGV[first_rest], ARGV[first_rest + 1]
	--@ ready-add-one
	return ''
end
local ids, rests = {}, {}
for i = first_rest, #ARGV, 2 do
	ids[#ids + 1] = ARGV[i]
	rests[#rests + 1] = ARGV[i + 1]
end
--@ ready-add
if new_ids[1] and needs_attention then
	--@ wake
	wake(#new_ids)
end
return ''
