-- Adds messages that are ready at once, all or none, to a queue without bounds: what most sends
-- are. An id that stands already is left alone.
-- KEYS: messages ready waiters paused
-- ARGV: [heard_is_exact flags priority] wake_channel ...
--       and for each message its id and the rest of its envelope
-- Returns: {1}
-- Called by: QueueCommands.send, unless it takes send-with-options.lua

--@ clock
local ids = {}
for i = first_rest, #ARGV, 2 do
	ids[#ids + 1] = ARGV[i]
end
local known = redis.call('HMGET', messages, unpack(ids))
local new_ids, new_rests = {}, {}
for i, id in ipairs(ids) do
	if not known[i] then
		new_ids[#new_ids + 1] = id
		new_rests[#new_rests + 1] = ARGV[first_rest + 2 * i - 1]
	end
end
if #new_ids == 0 then
	return { 1 }
end

local is_due = true
local header = struct.pack('>BBI6', 1, flags, now)
--@ order
--@ ready-add
if redis.call('EXISTS', waiters) == 1 then
	--@ wake
	wake(#new_ids)
end
return { 1 }
