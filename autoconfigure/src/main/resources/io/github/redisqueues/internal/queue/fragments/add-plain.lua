-- Adds messages that are ready at once, all or none, to a queue without a capacity and a duplicate window. Leaves a
-- message alone whose id is known. Returns from the script with 3 if sending is paused, and with 5 if the queue has a
-- capacity for now.
-- KEYS: messages ready waiters paused
-- Needs: now, flags, first_rest
-- Provides: needs_attention (whether a process waits or limits are changed), new_ids, envelopes

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
local ids, rests = {}, {}
for i = first_rest, #ARGV, 2 do
	ids[#ids + 1] = ARGV[i]
	rests[#rests + 1] = ARGV[i + 1]
end
local is_due = true
local header = struct.pack('>BBd', 1, flags, now)
--@ ready-add
