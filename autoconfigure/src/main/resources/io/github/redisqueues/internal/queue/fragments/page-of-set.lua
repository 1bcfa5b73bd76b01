-- A page of a ZSET that begins after a member. If that is gone, the page begins at its score.
-- Needs: limit, after_score, after_member
-- Provides: page_after()

local function page_after(key)
	local from = 0
	if after_member ~= '' then
		local score = redis.call('ZSCORE', key, after_member)
		from = score and tonumber(score) == after_score and redis.call('ZRANK', key, after_member) + 1
			or redis.call('ZCOUNT', key, '-inf', string.format('(%.17g', after_score))
	end
	return redis.call('ZRANGE', key, from, from + limit - 1, 'WITHSCORES')
end
