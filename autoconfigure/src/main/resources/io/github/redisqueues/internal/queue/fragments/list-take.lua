-- Takes the next ids from the LIST and skips those that were withdrawn.
-- KEYS: ready withdrawn
-- Needs: is_plain, limit
-- Provides: next_ids

--@ order
local next_ids = redis.call(POP, ready, limit) or {}
if not is_plain and next_ids[1] and redis.call('EXISTS', withdrawn) == 1 then
	--@ ready
	next_ids = skip_withdrawn(next_ids, limit)
end
