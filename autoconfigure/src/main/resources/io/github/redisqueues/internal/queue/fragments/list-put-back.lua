-- Puts ids back that were just taken.
-- KEYS: ready
-- Needs: ids
-- Provides: none

--@ order
for i = #ids, 1, -1 do
	redis.call(PUSH_BACK, ready, ids[i])
end
