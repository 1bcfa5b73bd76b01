-- The ready messages of priority queues: a ZSET by priority, lowest score first. Redis orders
-- equal scores by member, so a member is the message's sequence, written at fixed width, and
-- its id: equal priorities stay first in, first out, and a returned message finds its place again.
-- KEYS: ready messages meta
-- Needs: DIRECTION (1 or -1); has_flag, PRIORITIZED
-- Provides: ready_header, ready_add, ready_return, ready_take, ready_withdraw, ready_reset,
--           ready_count, ready_page, ready_oldest

local BIAS, SEQUENCE_LENGTH = 2147483648, 6

local function ready_header(biased_priority)
	return struct.pack('>I4I6', biased_priority, redis.call('HINCRBY', meta, 'sequence', 1))
end

local function rank(id, envelope)
	if not has_flag(envelope, PRIORITIZED) or #envelope < 18 then
		return 0, string.rep('\0', SEQUENCE_LENGTH) .. id
	end
	local score = DIRECTION * (struct.unpack('>I4', envelope, 9) - BIAS)
	return score, string.sub(envelope, 13, 12 + SEQUENCE_LENGTH) .. id
end

local function ready_add(ids, envelopes)
	envelopes = envelopes or redis.call('HMGET', messages, unpack(ids))
	local entries = {}
	for i, id in ipairs(ids) do
		if envelopes[i] then
			entries[#entries + 1], entries[#entries + 2] = rank(id, envelopes[i])
		end
	end
	if #entries > 0 then
		redis.call('ZADD', ready, unpack(entries))
	end
end

-- A message's place is its rank, so returning and adding are the same.
local function ready_return(ids)
	ready_add(ids)
end

local function ids_in(members, step)
	local ids = {}
	for i = 1, #members, step do
		ids[#ids + 1] = string.sub(members[i], SEQUENCE_LENGTH + 1)
	end
	return ids
end

local function ready_take(count)
	return ids_in(redis.call('ZPOPMIN', ready, count), 2)
end

local function ready_withdraw(id, envelope)
	local _, member = rank(id, envelope)
	redis.call('ZREM', ready, member)
end

local function ready_reset()
end

local function ready_count()
	return redis.call('ZCARD', ready)
end

local function ready_page(offset, limit)
	return ids_in(redis.call('ZRANGE', ready, offset, offset + limit - 1), 1)
end

-- The oldest of each priority comes first within it, so one look at each priority is enough.
local function ready_oldest()
	local oldest
	local after = '-inf'
	for _ = 1, 100 do
		local entry = redis.call('ZRANGE', ready, after, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
		if not entry[1] then
			break
		end
		if not oldest or entry[1] < oldest then
			oldest = entry[1]
		end
		after = '(' .. entry[2]
	end
	return oldest and string.sub(oldest, SEQUENCE_LENGTH + 1)
end
