-- Stores messages that are not there yet, and makes them ready unless they are delayed.
-- KEYS: messages ready
-- Needs: ids, rests, header, is_due
-- Provides: new_ids

local new_ids = {}
for i, id in ipairs(ids) do
	if redis.call('HSETNX', messages, id, header .. rests[i]) == 1 then
		new_ids[#new_ids + 1] = id
	end
end
if is_due and new_ids[1] then
	redis.call('RPUSH', ready, unpack(new_ids))
end
