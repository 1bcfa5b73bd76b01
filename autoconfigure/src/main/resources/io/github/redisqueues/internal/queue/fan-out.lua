-- Sends one message to several queues, all or none, and publishes it on a channel. Each queue is a step,
-- which runs send-with-options.lua. The keys of a step follow those of the step before. Its arguments are
-- indexes of ARGV, because most are the same for all steps. The message is published if it is new to a
-- queue, or if there are no queues.
-- KEYS: ... the keys of the steps
-- ARGV: channel [flags steps] id rest ...
--       and for each step, as doubles, its part, the number of its keys, and the indexes of its arguments
-- Returns: 0, or the number of the step that has no room, whose sending is paused or where the message would expire before it is ready, and what it returned
-- Called by: FanOutClient.send

--@ clock
local asking = true
--@ parts
local calls, next_key = {}, 1
for i = first_rest, first_rest + steps - 1 do
	local step = { struct.unpack('>' .. string.rep('d', #ARGV[i] / 8), ARGV[i]) }
	local call = { run = parts[step[1]], keys = { unpack(KEYS, next_key, next_key + step[2] - 1) }, arguments = {} }
	-- The last value is the position where unpack ended
	for n = 3, #step - 1 do
		call.arguments[n - 2] = ARGV[step[n]]
	end
	next_key = next_key + step[2]
	calls[#calls + 1] = call
end

local is_new = steps == 0
for i, call in ipairs(calls) do
	local answer = call.run(call.keys, call.arguments)
	local verdict = struct.unpack('>d', answer)
	if verdict == 1 or verdict == 3 or verdict == 6 then
		return struct.pack('>d', i) .. answer
	end
	is_new = is_new or verdict == 2
end
asking = false
for _, call in ipairs(calls) do
	call.run(call.keys, call.arguments)
end
if is_new then
	redis.call('PUBLISH', channel, struct.pack('>I4', #id) .. id .. struct.pack('>BBd', 1, flags, now) .. rest)
end
return struct.pack('>d', 0)
