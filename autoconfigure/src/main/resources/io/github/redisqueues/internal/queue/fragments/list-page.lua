-- A page of the ready messages of a LIST, the oldest first. `after_score` is the index that the last message of the page
-- before had. Consumers may have taken messages from either end since.
-- KEYS: ready withdrawn
-- Needs: limit, after_score, after_member, ids, total, read, last_member, last_score
-- Provides: none

--@ order
local MAX_SHIFT = 1000
local from = 0
total = redis.call('LLEN', ready)
if after_member ~= '' then
	local at = after_score
	if redis.call('LINDEX', ready, at) ~= after_member then
		at = redis.call('LPOS', ready, after_member, 'MAXLEN', after_score + MAX_SHIFT)
	end
	if at then
		from = at + 1
	elseif POP == 'RPOP' then
		-- It was taken, and with it all that came after it
		from = math.min(after_score, total)
	end
	-- Otherwise it was taken, and with it all that came before it
end
local page = redis.call('LRANGE', ready, from, from + limit - 1)
read = #page
if read > 0 then
	last_member, last_score = page[read], from + read - 1
	local are_withdrawn = redis.call('EXISTS', withdrawn) == 1 and redis.call('SMISMEMBER', withdrawn, unpack(page))
	for i, id in ipairs(page) do
		if not are_withdrawn or are_withdrawn[i] == 0 then
			ids[#ids + 1] = id
		end
	end
end
