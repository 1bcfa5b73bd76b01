-- Tells what is known of messages by their ids.
-- KEYS: messages dead
-- ARGV: ...
--       the ids
-- Returns: for each 0 if there is no such message, 1 if it is ready, delayed or in flight, 2 if it is dead
-- Called by: OutboxTarget.states

local states = {}
for i = first_rest, #ARGV do
	local state = redis.call('HEXISTS', messages, ARGV[i])
	if state == 1 and redis.call('ZSCORE', dead, ARGV[i]) then
		state = 2
	end
	states[#states + 1] = struct.pack('>d', state)
end
return table.concat(states)
