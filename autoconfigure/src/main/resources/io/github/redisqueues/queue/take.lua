-- What receive and poll have in common: the next messages, out of the ready ones.
-- KEYS: messages expiries inflight meta waiters
-- Needs: now, max, max_in_flight, waiting, process; has_flag, ready_*, bury, wake
-- Provides: take (returns ids, envelopes), report

local limit = max

-- The expiry ends with the first delivery. One that the sweep has not come to yet still counts.
local function take()
	if redis.call('HEXISTS', meta, 'paused') == 1 then
		limit = 0
	elseif max_in_flight > 0 then
		limit = math.min(max, max_in_flight - redis.call('ZCARD', inflight))
	end
	local ids, envelopes = {}, {}
	if limit <= 0 then
		return ids, envelopes
	end
	local next_ids = ready_take(limit)
	if #next_ids == 0 then
		return ids, envelopes
	end
	local found = redis.call('HMGET', messages, unpack(next_ids))
	for i, id in ipairs(next_ids) do
		local envelope = found[i]
		local expires_at = envelope and has_flag(envelope, EXPIRES) and redis.call('ZSCORE', expiries, id)
		if expires_at then
			redis.call('ZREM', expiries, id)
		end
		if expires_at and tonumber(expires_at) <= now then
			bury(id, 'expired', envelope)
		elseif envelope then
			ids[#ids + 1] = id
			envelopes[#envelopes + 1] = envelope
		end
	end
	return ids, envelopes
end

-- Milliseconds until a message falls due or a lease runs out, -1 if there is neither.
local function until_next()
	local soonest
	for _, key in ipairs({ delayed, inflight }) do
		local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
		if first and (not soonest or tonumber(first) < soonest) then
			soonest = tonumber(first)
		end
	end
	return soonest and math.max(soonest - now, 0) or -1
end

-- What the caller's process needs to know to wait or to wake its next thread. `waiting` is '' for
-- a caller that does not wait, 'alone' or 'others' for one that does, and 'leaving' for its last
-- look. Returns how many messages could be taken still, and the milliseconds to the next look.
-- Registering is a hint, so being out of memory must not turn it into an error.
local function report(taken, made_ready)
	local left = 0
	if limit > 0 and (waiting ~= '' or made_ready > 0 or taken < limit) then
		left = ready_count()
		if max_in_flight > 0 then
			left = math.min(left, max_in_flight - redis.call('ZCARD', inflight))
		end
	end
	wake(math.min(made_ready, left))
	if waiting == '' then
		return left, -1
	end
	if (taken == 0 and waiting == 'alone') or (left == 0 and waiting == 'others') then
		redis.pcall('ZADD', waiters, now, process)
	elseif waiting ~= 'others' then
		redis.call('ZREM', waiters, process)
	end
	return left, until_next()
end
