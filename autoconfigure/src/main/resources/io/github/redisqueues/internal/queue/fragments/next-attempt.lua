-- Counts attempts.
-- KEYS: attempts
-- Needs: none
-- Provides: next_attempt()

-- Counts the attempt that ended. Returns whether the message has another one, of `most`.
local function next_attempt(id, most)
	local number, suffix = string.match(redis.call('HGET', attempts, id) or '1', '^(%d+)(.*)$')
	if not number or tonumber(number) >= most then
		return false
	end
	redis.call('HSET', attempts, id, (number + 1) .. suffix)
	return true
end
