-- Receipts: a delivery is known by the message's id and the receipt of that very attempt, which
-- is the number of the attempt. Only receipts other than '1' are stored. A message that was
-- redriven, or whose id was given by the caller and so may come twice, counts from '1.' and a
-- mark of that life.
-- KEYS: inflight attempts
-- Needs: now, max_attempts for next_attempt
-- Provides: is_leased, next_attempt

local function is_leased(id, receipt)
	local deadline = redis.call('ZSCORE', inflight, id)
	return deadline and tonumber(deadline) > now and (redis.call('HGET', attempts, id) or '1') == receipt
end

-- Counts the attempt that has ended. Returns whether the message has another one.
local function next_attempt(id)
	local number, life = string.match(redis.call('HGET', attempts, id) or '1', '^(%d+)(.*)$')
	if not number or tonumber(number) >= max_attempts then
		return false
	end
	redis.call('HSET', attempts, id, (number + 1) .. life)
	return true
end
