-- Chooses dead letters: those with the ids that follow in ARGV, or if there are none, the longest dead ones.
-- KEYS: dead
-- Needs: first_rest, limit
-- Provides: ids

local ids = {}
if #ARGV < first_rest then
	ids = redis.call('ZRANGE', dead, 0, limit - 1)
else
	local are_chosen = {}
	for i = first_rest, #ARGV do
		if not are_chosen[ARGV[i]] and redis.call('ZSCORE', dead, ARGV[i]) then
			are_chosen[ARGV[i]] = true
			ids[#ids + 1] = ARGV[i]
		end
	end
end
