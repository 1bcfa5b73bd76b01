-- Adds messages that are ready at once, all or none, to a queue without a capacity and a duplicate window. Leaves a
-- message alone whose id is known.
-- KEYS: messages ready
-- Needs: header, first_rest
-- Provides: new_ids, envelopes

local ids, rests = {}, {}
for i = first_rest, #ARGV, 2 do
	ids[#ids + 1] = ARGV[i]
	rests[#rests + 1] = ARGV[i + 1]
end
local is_due = true
--@ ready-add
