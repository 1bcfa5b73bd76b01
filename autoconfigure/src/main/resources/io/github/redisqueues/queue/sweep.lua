-- Housekeeping, a bounded share of it: what expired becomes a dead letter, what is due becomes
-- ready, and what was leased for too long goes back or becomes a dead letter. Every change
-- begins with a removal, which Redis allows when it is out of memory.
-- KEYS: messages delayed inflight expiries
-- Needs: now, max_attempts; ready_*, next_attempt, bury
-- Provides: sweep (returns how many messages became ready)

local MOST_SWEPT = 100

local function overdue(key)
	return redis.call('ZRANGE', key, '-inf', now, 'BYSCORE', 'LIMIT', 0, MOST_SWEPT)
end

local function expire_untaken()
	for _, id in ipairs(overdue(expiries)) do
		redis.call('ZREM', expiries, id)
		local envelope = redis.call('HGET', messages, id)
		if envelope then
			if redis.call('ZREM', delayed, id) == 0 then
				ready_withdraw(id, envelope)
			end
			bury(id, 'expired', envelope)
		end
	end
end

local function promote_due()
	local ids = overdue(delayed)
	if #ids > 0 then
		redis.call('ZREM', delayed, unpack(ids))
		ready_add(ids)
	end
	return #ids
end

local function reclaim_lapsed()
	local returned = {}
	for _, id in ipairs(overdue(inflight)) do
		redis.call('ZREM', inflight, id)
		local envelope = redis.call('HGET', messages, id)
		if envelope then
			if next_attempt(id) then
				returned[#returned + 1] = id
			else
				bury(id, 'max-attempts', envelope)
			end
		end
	end
	if #returned > 0 then
		ready_return(returned)
	end
	return #returned
end

local function sweep()
	if redis.call('EXISTS', delayed, inflight, expiries) == 0 then
		return 0
	end
	expire_untaken()
	return promote_due() + reclaim_lapsed()
end
