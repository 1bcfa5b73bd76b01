-- The ready messages of priority queues: a ZSET by priority, lowest score first. Redis sorts equal
-- scores by member, so a member is the message's sequence in six bytes, and its id: equal priorities
-- are first in, first out, and a returned message gets its old place. The head of a group has the
-- sequence that its group gave it.
-- KEYS: ready messages places
-- Needs: none
-- Provides: add_ready(), return_ready(), withdraw_ready(), remove_withdrawn(), page_of_ready(),
--           position_of_ready(), oldest_ready()

--@ order
--@ envelope

local function place_of(id, envelope)
	if not has_flag(envelope, PRIORITIZED) or #envelope < 20 then
		return 0, string.rep('\0', 6) .. id
	end
	local place = has_flag(envelope, GROUPED) and redis.call('HGET', places, id)
	local sequence = place and string.sub(place, 1, 6) or string.sub(envelope, 15, 20)
	return DIRECTION * (struct.unpack('>I4', envelope, 11) - 2147483648), sequence .. id
end

local function add_ready(ids)
	local envelopes, entries = redis.call('HMGET', messages, unpack(ids)), {}
	for i, id in ipairs(ids) do
		if envelopes[i] then
			entries[#entries + 1], entries[#entries + 2] = place_of(id, envelopes[i])
		end
	end
	if #entries > 0 then
		redis.call('ZADD', ready, unpack(entries))
	end
end

-- The place of a message does not depend on when it is added.
local return_ready = add_ready

local function withdraw_ready(id, envelope)
	local _, member = place_of(id, envelope)
	redis.call('ZREM', ready, member)
end

-- A ZSET keeps no withdrawn ids.
local function remove_withdrawn(ids)
	return ids
end

local function page_of_ready(offset, count)
	local ids = {}
	for i, member in ipairs(redis.call('ZRANGE', ready, offset, offset + count - 1)) do
		ids[i] = string.sub(member, 7)
	end
	return ids
end

local function position_of_ready(id, envelope)
	local _, member = place_of(id, envelope)
	return redis.call('ZRANK', ready, member)
end

-- Returns the oldest id. Each priority has its oldest message first.
local function oldest_ready()
	local oldest
	local after = '-inf'
	for _ = 1, 100 do
		local first = redis.call('ZRANGE', ready, after, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
		if not first[1] then
			break
		end
		if not oldest or struct.unpack('>I6', first[1]) < struct.unpack('>I6', oldest) then
			oldest = first[1]
		end
		after = '(' .. first[2]
	end
	return oldest and string.sub(oldest, 7)
end
