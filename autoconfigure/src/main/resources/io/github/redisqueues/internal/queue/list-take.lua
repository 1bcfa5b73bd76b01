-- Takes the next ids out of a LIST. One that was withdrawn is passed over.
-- KEYS: ready withdrawn
-- Needs: is_plain, limit, POP
-- Provides: next_ids

local next_ids = redis.call(POP, ready, limit) or {}
if not is_plain and next_ids[1] and redis.call('EXISTS', withdrawn) == 1 then
	--@ list
	next_ids = pass_over_withdrawn(next_ids, limit)
end
